/** What the layers of an ONNX file are called: exporters name tensors and weights in many ways, people want one. */
import type { Node } from '../../graph/graph.ts'

/**
 * A convolution is named after its weights (`fire2/squeeze1x1_w` -> `fire2/squeeze1x1`) unless an exporter has
 * anonymized those, everything else after its tensor (`/features/MaxPool_output_0` -> `features/MaxPool`).
 * Caffe2 files number every tensor by its version (`inception_4c/output_1`); where all do, the number goes. What
 * is only a number then gets its operation's name (`497` -> `add_497`).
 * `weightNames` and `origins` go by output: the first from what a node wrote in the file, which is in the second where a
 * convolution has taken on others' work.
 */
export function layerNames(
  nodes: readonly Node[],
  weightNames: ReadonlyMap<string, string>,
  origins: ReadonlyMap<string, string>,
): (node: Node) => string {
  const origin = ({ output }: Node) => origins.get(output) ?? output
  const tensors = nodes.slice(1).map((node) => tensorName(origin(node)))
  const versioned = tensors.every((name) => VERSION.test(name))
  return (node) => {
    const weights = weightName(weightNames.get(origin(node)) ?? '')
    const tensor = tensorName(origin(node))
    const name = weights || (versioned ? tensor.replace(VERSION, '') : tensor)
    return /^\d+$/.test(name) ? `${node.op}_${name}` : name
  }
}

const VERSION = /_\d+$/

function tensorName(name: string): string {
  return name
    .replace(/^\//, '')
    .replace(/_output_\d+$/, '')
    .replace(/:0$/, '')
}

/** The stem of a weight tensor's name, or nothing where it has no usual ending or its exporter made it up. */
function weightName(name: string): string {
  const stem = name.replace(/:0$/, '').replace(/[./_](?:weights?|kernel|gamma|w|W)(?:_\d+)?$/, '')
  return stem === name || stem.startsWith('onnx::') ? '' : stem
}
