import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Engine, Gradient } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { probe } from '../../src/engine/probe/probe.ts'
import { selfCheck } from '../../src/engine/probe/self-check.ts'
import { createEngine } from '../../src/engine/select.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.ts`, import.meta.url))
const request = { provider: 'webgpu', device: undefined, mustBeFaster: true } as const

describe('on a machine without a graphics card', () => {
  before(() => {
    // Hides the graphics cards of this machine.
    Object.assign(process.env, { VK_DRIVER_FILES: fixture('none'), CUDA_VISIBLE_DEVICES: '' })
  })

  test('auto chooses the CPU, and says why it rejected the others', async () => {
    const told: string[] = []
    const engine = await createEngine('auto', { onChosen: (line) => told.push(line) })
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

test('tensorflow loads the installed TensorFlow.js, and computes the same gradients', async () => {
  const engine = await createEngine('tensorflow', { device: 0 })
  assert.equal(engine.name, 'tensorflow')
  assert.equal(await selfCheck(engine, { cpu: createOnnxEngine(), mustBeFaster: false }), undefined)
})

test('WebGPU refuses a device other than the first', () =>
  assert.rejects(createEngine('onnx-webgpu', { device: 1 }), { code: 'engine', message: /first card.*device 1/ }))

describe('a probe', () => {
  test('reports a crash of its process', async () => {
    const { rejection } = await probe(request, { path: fixture('crash') })
    assert.match(rejection ?? '', /SIGSEGV/)
  })

  test('ends after its timeout when the process does not answer', async () => {
    const { rejection } = await probe(request, { path: fixture('hang'), seconds: 1 })
    assert.match(rejection ?? '', /does not answer within 1 s/)
  })
})

describe('the self-check', () => {
  const cpu = createOnnxEngine()

  test('passes an engine that computes the same gradients', async () => {
    assert.equal(await selfCheck(cpu, { cpu: createOnnxEngine(), mustBeFaster: false }), undefined)
  })

  test('rejects an engine with wrong gradients', async () => {
    const wrong = altered((found) => {
      found.gradient.data.fill(0, 0, 40)
      return found
    })
    assert.match((await selfCheck(wrong, { cpu, mustBeFaster: false })) ?? '', /gradients are wrong/)
    const nothing = altered((found) => {
      found.gradient.data.fill(Number.NaN)
      return found
    })
    assert.match((await selfCheck(nothing, { cpu, mustBeFaster: false })) ?? '', /gradients are wrong/)
  })

  test('rejects a slow engine only where it has to be faster', async () => {
    const slow = altered(async (found) => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      return found
    })
    assert.match((await selfCheck(slow, { cpu, mustBeFaster: true })) ?? '', /software/)
    assert.equal(await selfCheck(slow, { cpu, mustBeFaster: false }), undefined)
  })
})

/** The engine on the CPU, with `alter` applied to its gradients. */
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
