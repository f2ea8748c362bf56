/** The names of an ONNX file's layers, from the tensor and weight names that different exporters write. */
import type { Node } from '../../graph/graph.ts'

/**
 * A function that names a node's layer. A convolution is named after its weights (`fire2/squeeze1x1_w` ->
 * `fire2/squeeze1x1`) unless an exporter has made up their name, any other node after its tensor
 * (`/features/MaxPool_output_0` -> `features/MaxPool`). Caffe2 files number every tensor by its version
 * (`inception_4c/output_1`): where all tensors end with a number, it is removed. A name that is only a number gets its
 * operation's name (`497` -> `add_497`).
 *
 * @param weightNames The name of a node's weights, by the node's output in the file.
 * @param origins The output in the file of a convolution that others were folded into, by its output now.
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

/** A tensor's name without the marks of exporters. */
function tensorName(name: string): string {
  return name
    .replace(/^\//, '')
    .replace(/_output_\d+$/, '')
    .replace(/:0$/, '')
}

/** The stem of a weight tensor's name; empty if it has no usual ending or its exporter has made it up. */
function weightName(name: string): string {
  const stem = name.replace(/:0$/, '').replace(/[./_](?:weights?|kernel|gamma|w|W)(?:_\d+)?$/, '')
  return stem === name || stem.startsWith('onnx::') ? '' : stem
}
