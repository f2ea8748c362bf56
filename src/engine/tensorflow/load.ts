/** The fastest TensorFlow.js that is installed: on a graphics card, in the CPU's native library, or in JavaScript. */
import util from 'node:util'
import type * as Tf from '@tensorflow/tfjs'

/** Loads TensorFlow.js. `device` is the graphics card to use where there are several, from 0; default the first. */
export async function loadTensorflow(device?: number): Promise<typeof Tf> {
  // The native library reads this when it is loaded.
  if (device !== undefined) process.env.CUDA_VISIBLE_DEVICES = String(device)
  return (
    (await native('@tensorflow/tfjs-node-gpu')) ?? (await native('@tensorflow/tfjs-node')) ?? (await pureJavaScript())
  )
}

/** TensorFlow.js on its JavaScript backend. */
export async function pureJavaScript(): Promise<typeof Tf> {
  const tf = await import('@tensorflow/tfjs')
  await tf.setBackend('cpu')
  return tf
}

/** The package `name`; undefined where it is not installed. */
async function native(name: string): Promise<typeof Tf | undefined> {
  // tfjs-node 4.22 calls this function at every operation, and Node has removed it.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined })
  try {
    const module = (await import(name)) as typeof Tf & { readonly default?: typeof Tf }
    return module.default ?? module
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) return undefined
    throw error
  }
}
