/** Errors of a device: too little memory is one error, and every other failure of a graphics card another. */

/** A graphics card failed for another reason than lack of memory. */
export class DeviceFailed extends Error {
  override readonly name = 'DeviceFailed'
  /**
   * Whether it failed while a model was opened. Other models may then still open and run. After a failure of a run, the
   * card may be unusable for the rest of the process.
   */
  readonly whileOpening: boolean

  constructor(message: string, { whileOpening, cause }: { readonly whileOpening: boolean; readonly cause?: unknown }) {
    super(message, { cause })
    this.whileOpening = whileOpening
  }
}

/** A call did not fit into the device's memory. A smaller call may fit. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory'
}

/** Runs `run`, and throws `OutOfMemory` in place of a runtime's own error that says so. Other errors pass unchanged. */
export async function reportOutOfMemory<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (OUT_OF_MEMORY_MESSAGES.some((pattern) => pattern.test(message)))
      throw new OutOfMemory(message, { cause: error })
    throw error
  }
}

/** Messages of ONNX Runtime's arena, CUDA and its libraries, the C++ runtime, TensorFlow and WebGPU. */
const OUT_OF_MEMORY_MESSAGES = [
  /failed to allocate/i,
  /out of memory|OUT_OF_(DEVICE_)?MEMORY/i,
  /bad.alloc/i,
  /ALLOC_FAILED/,
  /OOM when allocating/,
  // WebGPU reports a buffer that it could not allocate when the buffer is used.
  /is invalid due to a previous error/,
  // WebGPU splits a tensor that is larger than one binding into several, and their number is limited.
  /Too many storage buffers/,
]
