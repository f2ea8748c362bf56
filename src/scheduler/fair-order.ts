/** The order in which waiting jobs start. Pure: waiting jobs in, the same jobs sorted out. */

export interface Candidate {
  readonly user: string
  /** Larger is later. */
  readonly arrival: number
  /** The number of jobs that arrived later and have started before this one. */
  readonly overtaken: number
  /** Whether the job takes so long that someone who waits for a quick one would notice. */
  readonly isLong: boolean
}

/**
 * Sorts by the user's number of jobs (waiting, running, or done in the last minutes), then by arrival; a long job
 * counts as one more. Every later job that starts before a waiting one lowers its count by one, so newcomers overtake a
 * job at most as often as its user has other jobs, and once more if it is long: nobody starves.
 *
 * @param others The jobs that run, and those that have ended recently.
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
