/** Writes weights files in the layout of Keras Applications. */
import h5wasm, { type Group } from 'h5wasm/node'

/** One layer: a kernel [height, width, in, out] and a bias [out]. */
export interface KerasLayer {
  readonly name: string
  readonly kernel: Values
  readonly bias: Float32Array
}

export interface Values {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** A layer with any tensors, in order, by their names in its group, which may be paths: "conv1/kernel:0". */
export interface StoredLayer {
  readonly name: string
  readonly tensors: Readonly<Record<string, Values>>
}

/** How names are stored: as strings of equal length, as in the public files of 2016, or of any length. */
type Texts = 'fixed' | 'any'

/** Writes a group per layer, whose attribute lists its tensors, with the names of Keras 1. */
export function writeKeras(path: string, layers: Iterable<KerasLayer>, texts: Texts = 'fixed') {
  const stored = Array.from(layers, ({ name, kernel, bias }) => ({
    name,
    tensors: { [`${name}_W_1:0`]: kernel, [`${name}_b_1:0`]: { shape: [bias.length], data: bias } },
  }))
  return writeStored(path, stored, { texts, version: '1.2.0' })
}

/** `whole` puts the layers into the group where the file of a saved model has them. */
export async function writeStored(
  path: string,
  layers: Iterable<StoredLayer>,
  { texts = 'fixed', version = '2.1.6', whole = false }: { texts?: Texts; version?: string; whole?: boolean } = {},
) {
  await h5wasm.ready
  const file = new h5wasm.File(path, 'w')
  const root = whole ? file.create_group('model_weights') : file
  const list = (owner: Pick<Group, 'create_attribute'>, name: string, values: string[]) => {
    // A layer without weights has an empty list, of numbers.
    if (values.length === 0) return owner.create_attribute(name, new Float64Array(0), [0], '<d')
    const length = Math.max(...values.map((value) => value.length))
    owner.create_attribute(name, values, [values.length], texts === 'fixed' ? `S${length}` : undefined)
  }
  const names: string[] = []
  for (const { name, tensors } of layers) {
    const group = root.create_group(name)
    for (const [tensor, { shape, data }] of Object.entries(tensors)) {
      const parts = tensor.split('/')
      let owner = group
      for (const part of parts.slice(0, -1)) owner = (owner.get(part) as Group | null) ?? owner.create_group(part)
      owner.create_dataset({ name: parts.at(-1) ?? '', data, shape: [...shape], dtype: '<f' })
    }
    list(group, 'weight_names', Object.keys(tensors))
    names.push(name)
  }
  list(root, 'layer_names', names)
  root.create_attribute('backend', 'tensorflow')
  root.create_attribute('keras_version', version)
  file.close()
}
