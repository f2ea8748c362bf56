/** Erases what is kept of the asker: photos, pictures and recipes. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import { phrase } from '../src/i18n/phrase.ts'

export default defineCommand({
  description: 'Erase your photos, your pictures and their recipes from Dreambot',

  args: z.object({}),
  chatOnly: true,

  async run(_args, { forget, translate }) {
    await forget()
    const text = translate(
      phrase`Dreambot has forgotten your photos and pictures. What was posted stays until you delete it.`,
    )
    return { state: 'info', text, audience: 'user' }
  },
})
