/** Renders a picture again from its recipe. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'

export default defineCommand({
  description: 'Render a picture again from its recipe',

  args: z.object({
    recipe: z.string().meta({ kind: 'recipe' }).describe('The recipe: JSON of a job, or a report with one'),
    image: common.image.optional().describe('Its photo, if that is no longer kept'),
    guide: common.image.optional().describe('Its guide, if that is no longer kept'),
  }),

  run: ({ recipe, image, guide }, context) => context.replay(recipe, image, guide),
})
