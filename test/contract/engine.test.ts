import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../../src/engine/tensorflow/engine.ts'
import { engineContract } from './engine.ts'

engineContract('tensorflow', createTensorflowEngine, async () => createOnnxEngine())
engineContract('onnx-cpu', async () => createOnnxEngine(), createTensorflowEngine)
