/** Memory that a device does not have, told apart from everything else that can go wrong in a runtime. */

/** A graphics card did not do what it was told, and not for lack of memory. */
export class DeviceFailed extends Error {
  override readonly name = 'DeviceFailed'
  /** It was to open a model: others may open and run. One that fails while it runs may never work again in this process. */
  readonly opening: boolean

  constructor(message: string, { opening, cause }: { readonly opening: boolean; readonly cause?: unknown }) {
    super(message, { cause })
    this.opening = opening
  }
}

/** The call did not fit into the device's memory; a smaller one may. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory'
}

/**
 * What `run` gives. Throws `OutOfMemory` for what runtimes say in its place: ONNX Runtime's arena, CUDA and its
 * libraries, C++, TensorFlow; and WebGPU, which tells of buffers that it did not get when they are used.
 */
export async function reportOutOfMemory<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (SAYINGS.some((saying) => saying.test(message))) throw new OutOfMemory(message, { cause: error })
    throw error
  }
}

const SAYINGS = [
  /failed to allocate/i,
  /out of memory|OUT_OF_(DEVICE_)?MEMORY/i,
  /bad.alloc/i,
  /ALLOC_FAILED/,
  /OOM when allocating/,
  /is invalid due to a previous error/,
  // WebGPU cuts a tensor that is larger than a binding into several, of which there may be only so many.
  /Too many storage buffers/,
]
