import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGradient } from '../../src/engine/onnx/compile.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { ALL_CAPABILITIES } from '../../src/engine/onnx/provider.ts'
import { createSessions } from '../../src/engine/onnx/sessions.ts'
import { useSwiftShader, withoutSwiftShader } from '../support/swiftshader.ts'
import { engineContract } from './engine.ts'
import { tinyNetwork } from './tiny-network.ts'

useSwiftShader()

test('WebGPU has a driver', { skip: withoutSwiftShader }, () => {})

if (!withoutSwiftShader) {
  engineContract(
    'onnx-webgpu',
    async () => createOnnxEngine({ provider: 'webgpu' }),
    async () => createOnnxEngine(),
  )

  test('a model with a node that would fall back to the CPU does not open', async () => {
    const sessions = createSessions({ provider: 'webgpu' })
    const compile = () =>
      compileGradient(tinyNetwork(), ['pool'], { capabilities: ALL_CAPABILITIES, useWinograd: false })
    await assert.rejects(sessions.get('pool', compile, 0), /fallback to CPU EP has been explicitly disabled/)
    await sessions.close()
  })
}
