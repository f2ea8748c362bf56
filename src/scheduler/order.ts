/** Who is next: waiting jobs in, the same jobs in the order in which they will start out. Pure. */

export interface InLine {
  readonly user: string
  /** Larger is later. */
  readonly arrival: number
  /** How many jobs that arrived later have started before this one. */
  readonly passed: number
}

/**
 * The person with fewer jobs waiting or running goes first, then whoever came first. Every later job that starts before
 * a waiting one counts for it as one job fewer, so a person with n jobs is passed at most n - 1 times by newcomers.
 */
export function fairOrder<Waiting extends InLine>(
  waiting: readonly Waiting[],
  running: readonly { readonly user: string }[],
): Waiting[] {
  const jobs = new Map<string, number>()
  for (const { user } of [...waiting, ...running]) jobs.set(user, (jobs.get(user) ?? 0) + 1)
  const turn = ({ user, passed }: InLine) => (jobs.get(user) ?? 0) - passed
  return [...waiting].sort((a, b) => turn(a) - turn(b) || a.arrival - b.arrival)
}
