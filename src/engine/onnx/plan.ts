/**
 * Plans the model to compile for an objective: Objective -> ObjectivePlan. The plan names the tensors to read. Where
 * only some filters of the last layer count, its graph computes those filters alone.
 */
import type { Graph, Network } from '../../network/graph/graph.ts'
import { needed } from '../../network/graph/shapes.ts'
import { sliceChannels } from '../../network/graph/slice.ts'
import type { Objective, Tap } from '../engine.ts'
import { filterLists, resolveTaps } from '../objective.ts'

export interface ObjectivePlan {
  /** Equal plans of one network have equal keys, and compile to equal models. */
  readonly key: string
  readonly graph: Graph
  /** One for each tap of the objective. */
  readonly taps: readonly PlannedTap[]
}

interface PlannedTap {
  readonly tap: Tap
  /** The tensor to read in the plan's graph. */
  readonly tensor: string
  /** The tensor of the whole layer, whose shape the tap's coefficients refer to. */
  readonly whole: string
  /** The layer's channels that `tensor` holds; undefined for all. */
  readonly channels?: readonly number[]
}

/**
 * Plans an objective. A tap is cut down to its filters where its tensor is an end of the graph: no other tap needs the
 * tensor or reads it too. Throws `UserError` unknown-layer.
 */
export function planObjective(network: Network, objective: Objective): ObjectivePlan {
  const { graph: whole, tensors } = resolveTaps(network, objective)
  const read = new Set(needed(whole, tensors).flatMap((node) => node.inputs))
  let graph = whole
  const taps = objective.map((tap, i): PlannedTap => {
    const tensor = tensors[i]!
    const isShared = read.has(tensor) || tensors.indexOf(tensor) !== tensors.lastIndexOf(tensor)
    const channels = isShared ? undefined : filterUnion(tap)
    const sliced = channels && sliceChannels(graph, tensor, channels)
    if (!sliced) return { tap, tensor, whole: tensor }
    graph = sliced.graph
    return { tap, tensor: sliced.tensor, whole: tensor, channels }
  })
  const key = JSON.stringify(taps.map(({ whole, channels }) => [whole, channels]))
  return { key, graph, taps }
}

/** The filters that the tap chooses for any image of the batch, ascending; undefined if it takes all. */
function filterUnion(tap: Tap): number[] | undefined {
  const lists = filterLists(tap)
  return lists && [...new Set(lists.flat())].sort((a, b) => a - b)
}
