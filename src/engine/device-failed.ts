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
