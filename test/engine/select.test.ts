import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Engine, Gradient } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { probe } from '../../src/engine/probe/probe.ts'
import { selfCheck } from '../../src/engine/probe/self-check.ts'
import { createEngine } from '../../src/engine/select.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url))
const trial = { provider: 'webgpu', device: undefined, mustWin: true } as const

describe('on a machine without a card', () => {
  before(() => {
    // Whatever this one has.
    Object.assign(process.env, { VK_DRIVER_FILES: fixture('none'), CUDA_VISIBLE_DEVICES: '' })
  })

  test('auto takes the processor, and says why not the others', async () => {
    const told: string[] = []
    const engine = await createEngine('auto', { tell: (line) => told.push(line) })
    assert.equal(engine.name, 'onnx-cpu')
    assert.match(told.join('\n'), /^engine onnx-cpu; not onnx-cuda: .+; not onnx-webgpu: .+$/)
  })

  for (const name of ['onnx-cuda', 'onnx-webgpu'] as const) {
    test(`${name} says why it cannot be used`, () =>
      assert.rejects(createEngine(name), {
        name: 'UserError',
        code: 'engine',
        message: new RegExp(`${name} .*: .+\\.`),
      }))
  }
})

test('tensorflow is whatever of it is installed, and computes the same', async () => {
  const engine = await createEngine('tensorflow', { device: 0 })
  assert.equal(engine.name, 'tensorflow')
  assert.equal(await selfCheck(engine, createOnnxEngine(), false), undefined)
})

test('WebGPU cannot choose a card', () =>
  assert.rejects(createEngine('onnx-webgpu', { device: 1 }), { code: 'engine', message: /first card.*device 1/ }))

describe('a trial', () => {
  test('outlives a crash', async () => {
    const { objection } = await probe(trial, { path: fixture('crash') })
    assert.match(objection ?? '', /SIGSEGV/)
  })

  test('ends when no answer comes', async () => {
    const { objection } = await probe(trial, { path: fixture('hang'), seconds: 1 })
    assert.match(objection ?? '', /does not answer within 1 s/)
  })
})

describe('an engine', () => {
  const processor = createOnnxEngine()

  test('that computes the same passes', async () => {
    assert.equal(await selfCheck(processor, createOnnxEngine(), false), undefined)
  })

  test('with wrong gradients does not', async () => {
    const wrong = altered((found) => {
      found.gradient.data.fill(0, 0, 40)
      return found
    })
    assert.match((await selfCheck(wrong, processor, false)) ?? '', /gradients are wrong/)
    const nothing = altered((found) => {
      found.gradient.data.fill(Number.NaN)
      return found
    })
    assert.match((await selfCheck(nothing, processor, false)) ?? '', /gradients are wrong/)
  })

  test('that is slower does not, where it is to be faster', async () => {
    const slow = altered(async (found) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      return found
    })
    assert.match((await selfCheck(slow, processor, true)) ?? '', /software/)
    assert.equal(await selfCheck(slow, processor, false), undefined)
  })
})

/** The processor's engine, with something done to its gradients. */
function altered(alter: (found: Gradient) => Gradient | Promise<Gradient>): Engine {
  const engine = createOnnxEngine()
  return {
    ...engine,
    async open(network) {
      const open = await engine.open(network)
      return { ...open, gradient: async (...call) => alter(await open.gradient(...call)) }
    },
  }
}
