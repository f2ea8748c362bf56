/** Shows how many pictures wait and run, and when the asker's own will be done. */
import { z } from 'zod'
import { defineCommand, type QueuedJob } from '../src/command/command.ts'
import { jobTitle } from '../src/command/job-title.ts'
import type { Job } from '../src/core/job.ts'
import { count, estimate } from '../src/i18n/format.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Show the waiting and running pictures, and when yours will be done',

  args: z.object({}),
  chatOnly: true,

  run(_args, { queue, translate }) {
    const all = queue()
    const own = all.flatMap((queued) => (queued.job ? [lineOf(queued, queued.job)] : []))
    const waiting = all.filter(({ position }) => position > 0).length
    const summary =
      all.length === 0
        ? phrase`The queue is empty: a picture starts as soon as you ask for it.`
        : phrase`${count(all.length - waiting, 'picture')} running, ${waiting} waiting.`
    return {
      state: 'info',
      title: translate(phrase`Queue`),
      text: translate(joined([summary, ...own], '\n')),
      audience: 'user',
    }
  },
})

/** "dream inception_4c/output of googlenet: number 2 in line, done in about 40 s" */
function lineOf({ position, etaSeconds }: QueuedJob, job: Job): Text {
  const where = position === 0 ? phrase`running` : phrase`number ${position} in line`
  const when = etaSeconds === undefined ? [] : [phrase`done in ${estimate(etaSeconds)}`]
  return phrase`${jobTitle(job)}: ${joined([where, ...when], ', ')}`
}
