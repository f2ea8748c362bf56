/** Cancels the asker's own pictures. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import { UserError } from '../src/core/errors.ts'
import { count } from '../src/i18n/format.ts'
import { phrase } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Cancel your waiting and running pictures',

  args: z.object({
    picture: z.string().meta({ kind: 'job' }).optional().describe('Which one; default all of them'),
  }),
  chatOnly: true,

  run({ picture }, { cancel, translate }) {
    const cancelled = cancel(picture)
    if (cancelled === 0) {
      throw new UserError('bad-input', phrase`None of your pictures is waiting or running.`)
    }
    return { state: 'info', text: translate(phrase`${count(cancelled, 'picture')} cancelled.`), audience: 'user' }
  },
})
