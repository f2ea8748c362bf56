/** Who is next: waiting jobs in, the same jobs in the order in which they will start out. Pure. */

export interface Candidate {
  readonly user: string
  /** Larger is later. */
  readonly arrival: number
  /** How many jobs that arrived later have started before this one. */
  readonly overtaken: number
  /** Takes so long that who waits for a quick one would notice. */
  readonly isLong: boolean
}

/**
 * The person with fewer jobs waiting, running or done in the last minutes goes first, then whoever came first; a long job
 * counts as one more. Every later job that starts before a waiting one counts for it as one job fewer, so a job is passed
 * by newcomers at most as often as its person has other jobs, and once more if it is long: nobody starves.
 *
 * @param others The jobs that run, and those done of late.
 */
export function fairOrder<Waiting extends Candidate>(
  waiting: readonly Waiting[],
  others: Iterable<{ readonly user: string }>,
): Waiting[] {
  const jobs = new Map<string, number>()
  for (const list of [waiting, others]) for (const { user } of list) jobs.set(user, (jobs.get(user) ?? 0) + 1)
  const turn = ({ user, overtaken, isLong }: Candidate) => (jobs.get(user) ?? 0) + (isLong ? 1 : 0) - overtaken
  return [...waiting].sort((a, b) => turn(a) - turn(b) || a.arrival - b.arrival)
}
