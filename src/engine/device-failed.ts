/** A graphics card did not do what it was told, and not for lack of memory: it may never again in this process. */
export class DeviceFailed extends Error {
  override readonly name = 'DeviceFailed'
}
