/** PyTorch as a child process that computes one gradient at a time; see torch_gradient.py. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Images } from '../src/engine/engine.ts'
import type { Network } from '../src/network/graph/graph.ts'
import { needed } from '../src/network/graph/shapes.ts'
import { availableCores } from '../src/system/cores.ts'

/** Debian's python3-torch belongs to this one. */
const PYTHON = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('./torch_gradient.py', import.meta.url))

export const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, numpy']).status === 0

export interface Torch {
  readonly version: string
  readonly gradient: Float32Array
  /** Seconds of one gradient: by the clock, and of the processor's time, all threads together. */
  time(): Promise<Seconds>
  close(): void
}

export interface Seconds {
  readonly clock: number
  readonly processor: number
}

/** Ready to time the gradient of `layer`, as a whole or of one filter, at `images`. */
export async function openTorch(
  network: Network,
  layer: string,
  filter: number | undefined,
  images: Images,
  threads = availableCores(),
): Promise<Torch> {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  const tap = network.layers.get(layer)?.tensor ?? ''
  const values: Float32Array[] = []
  let offset = 0
  const write = (shape: readonly number[], data: Float32Array) => {
    values.push(data)
    offset += data.length
    return { shape, offset: offset - data.length }
  }
  const nodes = needed(network, [tap]).map((node) =>
    node.op === 'conv'
      ? { ...node, weight: write(node.weight.shape, node.weight.data), bias: write([node.bias.length], node.bias) }
      : node,
  )
  const spec = { input: network.input, nodes, tap, filter: filter ?? null, shape: images.shape, threads }
  writeFileSync(join(folder, 'graph.json'), JSON.stringify(spec))
  writeFileSync(
    join(folder, 'weights.bin'),
    Buffer.concat(values.map((v) => Buffer.from(v.buffer, v.byteOffset, v.byteLength))),
  )
  writeFileSync(join(folder, 'picture.bin'), images.data)

  const child = spawn(PYTHON, [SCRIPT, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const version = await next(lines, child)
  const gradient = new Float32Array(new Uint8Array(readFileSync(join(folder, 'gradient.bin'))).buffer)
  rmSync(folder, { recursive: true })
  return {
    version,
    gradient,
    async time() {
      child.stdin.write('\n')
      const [clock = Number.NaN, processor = Number.NaN] = (await next(lines, child)).split(' ').map(Number)
      return { clock, processor }
    },
    close: () => child.stdin.end(),
  }
}

async function next(lines: AsyncIterator<string>, child: ChildProcess): Promise<string> {
  const { done, value } = await lines.next()
  if (done) throw new Error(`PyTorch ended with ${child.exitCode ?? child.signalCode}`)
  return value
}
