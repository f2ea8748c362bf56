import { defineModel } from '../src/network/catalog/model.ts'
import { plannedChannels, vgg } from '../src/network/formats/plan.ts'

const plan = [
  ...vgg(
    [
      [24, 32],
      [48, 64],
      [96, 96, 128],
      [160, 160, 192],
      [224, 224, 256],
    ],
    { lastPool: false },
  ),
  { name: 'average', globalAverage: true },
  { name: 'predictions', filters: 109, kernel: 1 },
] as const

/** The network that comes with this repository: see minivgg/CARD.md. It has no rank, because every other one is better. */
export default defineModel({
  title: 'minivgg',
  licence: 'MIT',
  source: 'trained for this project on Caltech-101 and Architectural Heritage Elements',
  weights: [
    {
      file: new URL('./minivgg/minivgg.safetensors', import.meta.url),
      input: { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [63.75, 63.75, 63.75] },
    },
  ],
  layers: plannedChannels(plan),
  plan,
  dream: { layer: 'block4_conv3' },
  // Its gradients are so small that the classic method's epsilon of 1e-5 would damp them.
  filter: { classic: { step: 20 } },
  classifier: { layer: 'predictions', labels: new URL('./minivgg/labels.json', import.meta.url), size: 64 },
})
