/** Two checks of pullbacks: the definition of the adjoint for affine functions, and finite differences for others. */
import assert from 'node:assert/strict'
import type { Maps } from '../../src/engine/engine.ts'
import type { Differentiable } from '../../src/vis/differentiable.ts'
import { randomMaps } from '../contract/random.ts'

/** Asserts that <T x, g> = <x, T' g> for the linear part T of an affine function, at random points and gradients. */
export function assertAdjoint(apply: Differentiable, shape: Maps['shape'], tolerance = 1e-5): void {
  const zero = copy(apply({ shape, data: new Float32Array(size(shape)) }).y)
  for (const seed of [1, 2, 3]) {
    const x = randomMaps(seed, shape)
    const y = copy(apply(x).y)
    const moved = { ...y, data: y.data.map((value, i) => value - (zero.data[i] ?? 0)) }
    const g = randomMaps(seed + 10, y.shape)
    const back = pull(apply, x, g)
    assert.deepEqual([...back.shape], [...shape])
    const [there, home] = [inner(moved, g), inner(x, back)]
    const scale = Math.sqrt(inner(moved, moved) * inner(g, g))
    assert.ok(Math.abs(there - home) <= tolerance * scale, `<Tx, g> = ${there}, <x, T'g> = ${home}, of ${scale}`)
  }
}

/** Asserts that <(f(x + e d) - f(x - e d)) / 2e, g> = <d, pullback(g)>, for several random d and g. */
export function assertGradient(
  apply: Differentiable,
  x: Maps,
  { step = 1e-3, tolerance = 1e-3 }: { step?: number; tolerance?: number } = {},
): void {
  const at = (d: Maps, factor: number) =>
    copy(apply({ shape: x.shape, data: x.data.map((value, i) => value + factor * (d.data[i] ?? 0)) }).y)
  for (const seed of [1, 2, 3, 4]) {
    const d = randomMaps(seed + 100, x.shape)
    const [ahead, behind] = [at(d, step), at(d, -step)]
    const g = randomMaps(seed + 200, ahead.shape)
    let slope = 0
    let scale = 0
    for (const [i, value] of g.data.entries()) {
      const change = ((ahead.data[i] ?? 0) - (behind.data[i] ?? 0)) / (2 * step)
      slope += value * change
      scale += (value * change) ** 2
    }
    const claimed = inner(d, pull(apply, x, g))
    assert.ok(
      Math.abs(slope - claimed) <= tolerance * Math.sqrt(scale),
      `slope ${slope}, claimed ${claimed}, of ${Math.sqrt(scale)}`,
    )
  }
}

/** The pullback of a copy of the gradient, which would otherwise be overwritten. */
export function pull(apply: Differentiable, x: Maps, gradient: Maps): Maps {
  return copy(apply(copy(x)).pullback(copy(gradient)))
}

export function copy({ shape, data }: Maps): Maps {
  return { shape, data: data.slice() }
}

export function inner(a: Maps, b: Maps): number {
  return a.data.reduce((sum, value, i) => sum + value * (b.data[i] ?? Number.NaN), 0)
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
