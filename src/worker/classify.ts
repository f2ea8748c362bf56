/** Classifies pictures: the names of the likeliest classes. */

import type { Pixels } from '../core/pixels.ts'
import type { LikelyClass } from '../core/result.ts'
import type { Maps, OpenNetwork } from '../engine/engine.ts'
import type { Classifier } from '../network/catalog/model.ts'
import { toImages } from '../vis/images.ts'

interface ClassifyOptions {
  readonly network: OpenNetwork
  readonly classifier: Classifier
  /** The names of the classes, in the order of the classifier's channels. */
  readonly labels: readonly string[]
}

const CLASSES = 5

/**
 * The five likeliest classes of a picture, likeliest first. The probabilities are the softmax of the classifier's
 * scores, each the mean over the positions of its feature map.
 */
export async function classify(
  picture: Pixels,
  { network, classifier: { layer, size }, labels }: ClassifyOptions,
): Promise<LikelyClass[]> {
  const [maps] = await network.activations(toImages(picture, size, size), [layer])
  return softmax(meanOverPositions(maps as Maps))
    .map((probability, i) => ({ label: labels[i] ?? `class ${i}`, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, CLASSES)
}

/** The mean of each channel of maps with the shape [1, channels, height, width]. */
function meanOverPositions({ shape: [, channels, height, width], data }: Maps): number[] {
  const positions = height * width
  return Array.from({ length: channels }, (_, c) => {
    const channel = data.subarray(c * positions, (c + 1) * positions)
    return channel.reduce((sum, value) => sum + value, 0) / positions
  })
}

/** `exp(score)` over the sum of all; the largest score is subtracted first, so that no exponential overflows. */
function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
