/** Who is waiting, and for how long. */
import { z } from 'zod'
import type { QueuedJob } from '../src/command/command.ts'
import { defineCommand } from '../src/command/command.ts'
import { jobTitle } from '../src/command/job-title.ts'
import { count, estimate } from '../src/i18n/format.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Show the pictures that wait or run, and when yours will be done',

  args: z.object({}),
  chat: true,

  run(_args, { queue, translate }) {
    const all = queue()
    const own = all.flatMap((queued) => (queued.job ? [line(queued, queued.job)] : []))
    const waiting = all.filter(({ position }) => position > 0).length
    const running = all.length - waiting
    const state =
      all.length === 0
        ? phrase`Nothing waits: a picture begins as soon as you ask for it.`
        : phrase`${count(running, 'picture')} running, ${waiting} waiting.`
    return {
      state: 'info',
      title: translate(phrase`Queue`),
      text: translate(joined([state, ...own], '\n')),
      audience: 'user',
    }
  },
})

/** "dream inception_4c/output of googlenet: number 2 in line, about 40 s" */
function line({ position, etaSeconds }: QueuedJob, job: NonNullable<QueuedJob['job']>): Text {
  const where = position === 0 ? phrase`running` : phrase`number ${position} in line`
  const when = etaSeconds === undefined ? [] : [phrase`done in ${estimate(etaSeconds)}`]
  return phrase`${jobTitle(job)}: ${joined([where, ...when], ', ')}`
}
