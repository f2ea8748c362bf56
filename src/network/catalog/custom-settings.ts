/**
 * The settings of a custom network: the file `name.json` beside `name.onnx`, such as
 * `{"order": "bgr", "scale": 255, "mean": [104, 117, 123], "std": [1, 1, 1], "labels": "classes.txt"}`. All are optional.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { z } from 'zod'
import { either } from '../../i18n/format.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import { IMAGENET, type InputRange } from '../formats/input.ts'
import { placeIn } from '../formats/onnx/external-data.ts'
import { readLabels } from './labels.ts'

export interface NetworkSettings {
  readonly input: InputRange
  readonly labels?: Labels
}

export interface Labels {
  /** The names of the classes, in the order of their scores. */
  readonly names: readonly string[]
  /** The file that the names come from; none if the settings list them. */
  readonly files: readonly string[]
}

/** The settings of a network without a file: the input range that most networks trained on ImageNet have. */
export const DEFAULT_NETWORK_SETTINGS: NetworkSettings = { input: IMAGENET }

/** Reads the settings file `file` in `folder`. Throws `BadWeights` for an invalid setting, which it names. */
export async function readNetworkSettings(file: string, folder: string): Promise<NetworkSettings> {
  const found: unknown = parse(await readFile(placeIn(folder, file, phrase`settings`), 'utf8'))
  const parsed = settingsSchema.safeParse(found)
  if (!parsed.success) throw invalid(found, parsed.error)
  const { labels, ...range } = parsed.data
  const input = inputOf(range)
  if (labels === undefined) return { input }
  if (typeof labels !== 'string') return { input, labels: { names: labels, files: [] } }
  if (labels !== basename(labels) || labels.endsWith('.json'))
    throw new BadWeights(phrase`its labels are in ${JSON.stringify(labels)}`, EXPECTED.labels)
  const names = await readLabels(placeIn(folder, labels, EXPECTED.labels))
  return { input, labels: { names, files: [labels] } }
}

const numbers = z.tuple([z.number(), z.number(), z.number()])
const settingsSchema = z.strictObject({
  /** The order of the channels that the network reads. Default rgb. */
  order: z.enum(['rgb', 'bgr']).optional(),
  /** Per channel, in that order. Default 0. If neither `mean`, `std` nor `scale` is given, the range is ImageNet's. */
  mean: numbers.optional(),
  /** Per channel, in that order. Default 1. */
  std: numbers.refine((values) => values.every((value) => value > 0)).optional(),
  /** The value of white before `mean` and `std` are applied. Default 255. */
  scale: z.union([z.literal(1), z.literal(255)]).optional(),
  labels: z.union([z.array(z.string()), z.string()]).optional(),
})

const EXPECTED: Readonly<Record<keyof z.output<typeof settingsSchema>, Text>> = {
  order: either(['"rgb"', '"bgr"']),
  mean: phrase`three numbers`,
  std: phrase`three numbers above 0`,
  scale: either(['1', '255']),
  labels: phrase`a list of labels, or the name of a text file in the same folder with one label per line`,
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadWeights(phrase`it is not JSON`, phrase`an object with ${Object.keys(EXPECTED).join(', ')}`)
  }
}

/** Names the first setting that is unknown or has a wrong value, and what was expected. */
function invalid(found: unknown, { issues: [issue] }: z.ZodError): BadWeights {
  const all = Object.keys(EXPECTED).join(', ')
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => JSON.stringify(key))
    return new BadWeights(phrase`it has ${either(keys, 'and')}`, phrase`only ${all}`)
  }
  const key = String(issue?.path[0] ?? '')
  const value = (found as Record<string, unknown> | null)?.[key]
  const expected = new Map(Object.entries(EXPECTED)).get(key)
  if (expected === undefined) return new BadWeights(phrase`it is not an object`, phrase`an object with ${all}`)
  return new BadWeights(phrase`its ${key} is ${JSON.stringify(value).slice(0, 60)}`, expected)
}

/** The input range of the settings, in units of 0..255. */
function inputOf(range: Omit<z.output<typeof settingsSchema>, 'labels'>): InputRange {
  const { order = 'rgb', mean = [0, 0, 0], std = [1, 1, 1], scale = 255 } = range
  if (!range.mean && !range.std && !range.scale) return order === 'rgb' ? IMAGENET : toBgr(IMAGENET)
  const unit = ([first, second, third]: Three): Three =>
    [first, second, third].map((value) => (value * 255) / scale) as Three
  return { order, mean: unit(mean), std: unit(std) }
}

type Three = [number, number, number]

function toBgr({ mean, std = [1, 1, 1] }: InputRange): InputRange {
  return { order: 'bgr', mean: mean.toReversed() as Three, std: std.toReversed() as Three }
}
