import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs'
import { adam, nadam, type Optimizer } from '../../../src/vis/feature/optimizers.ts'
import { random } from '../../contract/random.ts'
import { distance } from '../networks.ts'

/** The gradients of all steps, the same for every optimizer. */
const gradients = Array.from({ length: 40 }, (_, i) => {
  const { normal } = random(i)
  return Float32Array.from({ length: 20 }, (_, k) => normal() * 10 ** ((k % 5) - 3))
})

function climb(optimizer: Optimizer): Float32Array[] {
  const x = new Float32Array(20)
  return gradients.map((gradient) => {
    optimizer(x, gradient)
    return x.slice()
  })
}

test('Adam matches that of TensorFlow.js, with the sign reversed', () => {
  const oracle = tf.train.adam(0.05, 0.9, 0.999, 1e-16)
  const x = tf.variable(tf.zeros([20]))
  const wanted = gradients.map((gradient) => {
    oracle.applyGradients([{ name: x.name, tensor: tf.tensor1d(gradient).neg() }])
    return x.dataSync().slice()
  })
  for (const [i, got] of climb(adam(0.05)).entries()) assert.ok(distance(got, wanted[i] ?? []) < 1e-4, `step ${i}`)
})

test('Nadam matches Dozat’s formulas, computed naively', () => {
  const [beta, gamma] = [0.9, 0.999]
  const mu = (t: number) => beta * (1 - 0.5 * 0.96 ** (0.004 * t))
  const [x, m, v] = [Array(20).fill(0), Array(20).fill(0), Array(20).fill(0)]
  let product = 1
  const wanted = gradients.map((gradient, step) => {
    const t = step + 1
    product *= mu(t)
    for (const [i, g] of gradient.entries()) {
      m[i] = beta * m[i] + (1 - beta) * g
      v[i] = gamma * v[i] + (1 - gamma) * g * g
      const ahead = (mu(t + 1) * m[i]) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g) / (1 - product)
      x[i] += (1 * ahead) / Math.sqrt(v[i] / (1 - gamma ** t))
    }
    return [...x]
  })
  for (const [i, got] of climb(nadam(1)).entries()) assert.ok(distance(got, wanted[i] ?? []) < 1e-3, `step ${i}`)
})

test('steps do not depend on the gradient’s scale, even at 1e-9, and a zero gradient gives no step', () => {
  for (const rule of [adam, nadam]) {
    const steps = [1, 1e-9, 1e6].map((scale) => {
      const [x, optimizer] = [new Float32Array(2), rule(0.05)]
      for (const sign of [1, 1, -1, 1]) optimizer(x, Float32Array.of(sign * scale, 0))
      assert.equal(x[1], 0)
      return x[0] ?? 0
    })
    for (const step of steps) assert.ok(Math.abs(step / (steps[0] ?? 0) - 1) < 1e-3, `${steps}`)
  }
})

test('both optimizers reach the maximum of an ill-conditioned quadratic function', () => {
  for (const optimizer of [adam(0.05), nadam(0.05)]) {
    const [x, top, steep] = [new Float32Array(3), [1, -2, 0.5], [100, 1, 0.01]]
    for (let i = 0; i < 800; i++)
      optimizer(
        x,
        x.map((value, k) => (steep[k] ?? 0) * ((top[k] ?? 0) - value)),
      )
    assert.ok(distance(x, top) < 0.05, `${x}`)
  }
})
