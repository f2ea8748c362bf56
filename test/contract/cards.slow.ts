/** The engine contract on this machine's graphics cards and native libraries. What the machine lacks is not tested. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DeviceFailed } from '../../src/engine/device-errors.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { probe } from '../../src/engine/probe/probe.ts'
import { createTensorflowEngine } from '../../src/engine/tensorflow/engine.ts'
import { loadTensorflow } from '../../src/engine/tensorflow/load.ts'
import { engineContract } from './engine.ts'
import { randomImages } from './random.ts'
import { tinyNetwork } from './tiny-network.ts'

const processor = async () => createOnnxEngine()

for (const provider of ['cuda', 'webgpu'] as const) {
  const { rejection } = await probe({ provider, device: undefined, mustBeFaster: false })
  if (rejection === undefined) engineContract(`onnx-${provider}`, async () => createOnnxEngine({ provider }), processor)
  else console.log(`onnx-${provider} is not tested: ${rejection}`)
}

const tensorflow = await loadTensorflow()
if (tensorflow.getBackend() === 'tensorflow')
  engineContract('tensorflow, native', () => createTensorflowEngine(async () => tensorflow), processor)
else console.log('native TensorFlow is not tested: it is not installed')

test('a failure of a graphics card is a DeviceFailed, and a wrong request is not', async () => {
  const engine = createOnnxEngine({ provider: 'cuda', device: 99 })
  const open = await engine.open(tinyNetwork())
  const images = randomImages(1, 1, 40, 40)
  await assert.rejects(open.gradient(images, [{ layer: 'block', quadratic: 1 }]), DeviceFailed)
  await assert.rejects(open.activations(images, ['block']), DeviceFailed)
  await assert.rejects(open.activations(images, ['nothing']), { code: 'unknown-layer' })
  await open.close()
  assert.equal(engine.processor?.name, 'onnx-cpu')
})
