/** What people who run the bot are told; whoever starts it decides where that goes. */
export type Log = (entry: {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The job's id. */
  readonly job?: string
  /** Of a bug; of a lost worker, the last it wrote. */
  readonly stack?: string
}) => void
