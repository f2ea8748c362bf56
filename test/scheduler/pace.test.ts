import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRenderPace } from '../../src/scheduler/pace.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { createRenderTimes } from '../../src/storage/render-times.ts'
import { dataFolder } from '../support/house.ts'

const kind = ['dream', 'googlenet', 'inception_4c/output']

test('the estimate is proportional to the work', () => {
  const pace = createRenderPace()
  assert.equal(pace.estimate(kind, 100), undefined)
  pace.learn(kind, 100, 8)
  assert.equal(pace.estimate(kind, 100), 8)
  assert.equal(pace.estimate(kind, 50), 4)
})

test('the estimate comes from the same layer, else the network, else the command', () => {
  const pace = createRenderPace()
  pace.learn(['dream', 'vgg16', 'block5_conv3'], 1, 10)
  pace.learn(['dream', 'googlenet', 'conv2/3x3'], 1, 1)
  pace.learn(kind, 1, 2)
  assert.equal(pace.estimate(kind, 1), 2)
  const of = (...other: string[]) => pace.estimate(['dream', ...other], 1) ?? 0
  assert.ok(of('googlenet', 'inception_5b/output') > 1 && of('googlenet', 'inception_5b/output') < 2)
  assert.ok(of('squeezenet', 'fire7/concat') > 2 && of('squeezenet', 'fire7/concat') < 10)
  assert.equal(pace.estimate(['filter', 'googlenet'], 1), undefined)
})

test('the pace follows a machine that has become slower, and one outlier moves it little', () => {
  const pace = createRenderPace()
  pace.learn(kind, 1, 1)
  pace.learn(kind, 1, 10)
  const once = pace.estimate(kind, 1) ?? 0
  assert.ok(once > 1 && once < 5)
  for (let i = 0; i < 20; i++) pace.learn(kind, 1, 10)
  assert.ok(Math.abs((pace.estimate(kind, 1) ?? 0) - 10) < 0.1)
})

test('a render without work is not learned', () => {
  const pace = createRenderPace()
  for (const work of [0, -1, Number.NaN]) pace.learn(kind, work, 5)
  assert.equal(pace.estimate(kind, 1), undefined)
})

test('stored paces outlive the process, and are replaced by the first new measurement', () => {
  const folder = dataFolder()
  const start = () => {
    const database = openDatabase(folder)
    return {
      database,
      pace: createRenderPace(createRenderTimes(database, () => assert.fail('nothing is to be logged'))),
    }
  }
  const one = start()
  one.pace.learn(kind, 100, 8)
  one.pace.learn(kind, 100, 18)
  const [last, wide] = [one.pace.estimate(kind, 100), one.pace.estimate(['dream', 'vgg16'], 1)]
  one.database.close()

  const two = start()
  assert.deepEqual([two.pace.estimate(kind, 100), two.pace.estimate(['dream', 'vgg16'], 1)], [last, wide])
  assert.equal(two.pace.estimate(['filter'], 1), undefined)
  two.pace.learn(['dream', 'googlenet', 'conv2/3x3'], 100, 1)
  assert.equal(two.pace.estimate(['dream', 'vgg16'], 100), 1)
  assert.equal(two.pace.estimate(kind, 100), last)
  two.database.close()
})

test('a pace that cannot be stored is logged, and used until the process ends', () => {
  const database = openDatabase(dataFolder())
  const told: string[] = []
  const pace = createRenderPace(createRenderTimes(database, ({ message }) => told.push(message)))
  database.exec('PRAGMA query_only = ON')
  pace.learn(['dream'], 1, 5)
  assert.equal(pace.estimate(['dream'], 2), 10)
  assert.deepEqual(told, ['a render time could not be stored'])
  database.close()
})
