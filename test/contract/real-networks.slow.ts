import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../../src/engine/tensorflow/engine.ts'
import { loadModels } from '../../src/network/catalog/catalog.ts'
import { load } from '../../src/network/catalog/store.ts'
import { weightsFolder, withoutShared } from '../support/shared.ts'
import { realNetworkContract } from './real-networks.ts'

const LAYERS = {
  googlenet: ['conv1/7x7_s2', 'conv2/norm2', 'inception_3b/3x3', 'inception_4c/output', 'inception_5b/output'],
  squeezenet: ['conv1', 'fire4/concat', 'fire7/expand3x3', 'conv10'],
  vgg16: ['block1_conv2', 'block2_conv2', 'block3_conv3'],
  minivgg: ['block1_conv2', 'block3_pool', 'block5_conv3', 'predictions'],
}

const models = await loadModels()
for (const [name, layers] of Object.entries(LAYERS)) {
  const model = models.get(name)
  if (!model) throw new Error(`no model ${name}`)
  const network = () => load({ name, model, folder: weightsFolder })
  realNetworkContract(name, network, layers, async () => createOnnxEngine(), createTensorflowEngine, withoutShared)
}
