/** Reads safetensors files: a length, a JSON header, raw values (https://github.com/huggingface/safetensors#format). */
import { z } from 'zod'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Weights } from '../graph/graph.ts'
import { BadWeights } from './bad-weights.ts'

/** All tensors by name, as float32. Throws `BadWeights`. */
export function readSafetensors(bytes: Uint8Array): Map<string, Weights> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = bytes.length < 8 ? Number.NaN : 8 + Number(view.getBigUint64(0, true))
  if (!(start <= bytes.length)) throw new BadWeights(phrase`it is incomplete or in another format`, WHOLE)
  const values = bytes.subarray(start)
  const tensors = parseHeader(new TextDecoder().decode(bytes.subarray(8, start)))
  return new Map(tensors.map(([name, tensor]) => [name, tensorWeights(name, tensor, values)]))
}

const WHOLE = phrase`a whole safetensors file`

const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
})
type Tensor = z.output<typeof tensorSchema>

const headerSchema = z.object({ __metadata__: z.unknown().optional() }).catchall(tensorSchema)

function parseHeader(text: string): [string, Tensor][] {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch {
    throw new BadWeights(phrase`its header is not JSON`, WHOLE)
  }
  const parsed = headerSchema.safeParse(header)
  if (!parsed.success) throw new BadWeights(phrase`its header does not describe tensors`, WHOLE)
  const { __metadata__, ...tensors } = parsed.data
  return Object.entries(tensors)
}

function tensorWeights(name: string, { dtype, shape, data_offsets: [from, to] }: Tensor, values: Uint8Array): Weights {
  const size = shape.reduce((product, n) => product * n, 1)
  const Values = FORMATS.get(dtype)
  if (!Values) throw new BadWeights(phrase`${name} is ${dtype}`, either([...FORMATS.keys()]))
  // Typed arrays need aligned bytes, so each tensor is copied.
  const raw = new Uint8Array(values.subarray(from, to))
  const count = raw.length / Values.BYTES_PER_ELEMENT
  if (count !== size)
    throw new BadWeights(phrase`${name} has ${count} values`, phrase`${size} for its shape ${shape.join(' x ')}`)
  return { shape, data: Float32Array.from(new Values(raw.buffer)) }
}

const FORMATS = new Map<string, typeof Float16Array | typeof Float32Array>([
  ['F16', Float16Array],
  ['F32', Float32Array],
])
