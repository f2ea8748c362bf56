import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs'
import type { Objective } from '../../src/engine/engine.ts'
import { createTensorflowEngine } from '../../src/engine/tensorflow/engine.ts'
import { oneImage, randomImages } from './random.ts'
import { tinyNetwork } from './tiny-network.ts'

const images = randomImages(71, 2, 30, 33)
const objective: Objective = [
  { layer: 'residual', filters: [1], linear: 1, beforeRelu: true },
  { layer: 'block', quadratic: 1 },
]

test('calls and failed calls leave no tensor behind, and close frees the weights', async () => {
  const engine = await createTensorflowEngine()
  const before = tf.memory().numTensors
  const network = await engine.open(tinyNetwork())
  const opened = tf.memory().numTensors
  assert.ok(opened > before)
  for (let i = 0; i < 2; i++) {
    await network.gradient(images, objective)
    await network.activations(oneImage(images, i), ['stem', 'classes', 'stem'])
    await assert.rejects(network.gradient(randomImages(72, 1, 8, 8), objective), { code: 'too-small' })
    await assert.rejects(network.gradient({ ...images, shape: [2, 3, 30, 34] }, objective))
    assert.equal(tf.memory().numTensors, opened)
  }
  await network.close()
  assert.equal(tf.memory().numTensors, before)
  await network.close()
})

test('a missing TensorFlow.js is a UserError with a remedy', async () => {
  const missing = Object.assign(new Error("Cannot find package '@tensorflow/tfjs' imported from engine.ts"), {
    code: 'ERR_MODULE_NOT_FOUND',
  })
  await assert.rejects(
    createTensorflowEngine(() => Promise.reject(missing)),
    { name: 'UserError', code: 'engine', hint: /npm install @tensorflow\/tfjs/ },
  )
  const broken = new SyntaxError('Unexpected token')
  await assert.rejects(
    createTensorflowEngine(() => Promise.reject(broken)),
    broken,
  )
})
