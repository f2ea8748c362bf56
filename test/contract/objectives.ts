/** Objectives of every kind that the contract allows, for layers and a batch of images given by their shapes. */
import type { Maps, Objective } from '../../src/engine/engine.ts'
import type { Shape } from '../../src/network/graph/shapes.ts'
import { randomMaps } from './random.ts'

/**
 * Objectives by their names, for a layer `deep` behind a layer `shallow`. The shape is that of the activation of
 * `deep`.
 */
export function kindsOfObjectives(
  deep: string,
  [n, channels, height, width]: Shape,
  shallow: string,
): Record<string, Objective> {
  const place: Maps = { shape: [1, 1, height, width], data: new Float32Array(height * width) }
  place.data[(height >> 1) * width + (width >> 1)] = 1
  return {
    'a whole layer': [{ layer: deep, quadratic: 1 }],
    'one channel': [{ layer: deep, filters: [1], linear: 1 }],
    'several channels': [{ layer: deep, filters: [channels - 1, 0, 1], linear: 1, quadratic: -0.5 }],
    'other channels for each image': [
      { layer: deep, filters: Array.from({ length: n }, (_, i) => (i === 1 ? [0] : [2, i + 1])), linear: 1 },
    ],
    'a place': [{ layer: deep, linear: place }],
    'a neuron': [{ layer: deep, filters: [1], linear: place, beforeRelu: true }],
    'a direction': [{ layer: deep, linear: randomMaps(3, [1, channels, 1, 1]) }],
    'a direction in some channels': [{ layer: deep, filters: [0, 2], linear: randomMaps(4, [n, channels, 1, 1]) }],
    'maps for each image': [
      {
        layer: deep,
        linear: randomMaps(5, [n, channels, height, width]),
        quadratic: randomMaps(6, [n, 1, height, 1]),
      },
    ],
    'a mix of layers': [
      { layer: deep, quadratic: 1, weight: 1.5 },
      { layer: shallow, filters: [1], linear: 1, weight: -0.25 },
    ],
    'one layer twice': [
      { layer: deep, filters: [0], linear: 1, weight: 2 },
      { layer: deep, quadratic: 0.1 },
    ],
    'before the last ReLU': [{ layer: deep, filters: [0, 2], linear: 1, beforeRelu: true }],
    'before and after the last ReLU': [
      { layer: deep, filters: [0], linear: 1, beforeRelu: true },
      { layer: deep, filters: [0], linear: 1 },
      { layer: shallow, quadratic: 0.2, beforeRelu: true },
    ],
  }
}
