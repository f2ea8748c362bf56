/** Which networks there are. */
import { z } from 'zod'
import { defineCommand, type NetworkInfo } from '../src/command.ts'
import { count } from '../src/format.ts'

export default defineCommand({
  description: 'List the networks to look into',

  args: z.object({}),

  async run(_args, context) {
    return { state: 'info', text: (await context.networks()).map(line).join('\n') }
  },
})

/** "googlenet (GoogLeNet): installed, 29 MB, 83 layers, BVLC: unrestricted use" */
function line({ name, title, installed, bytes, layers, licence, trouble }: NetworkInfo): string {
  if (layers === 0 && trouble !== undefined) return `${name}: ${trouble}`
  const size = bytes === undefined ? [] : [`${Math.ceil(bytes / 1e6)} MB`]
  const facts = [installed ? 'installed' : 'not installed', ...size, count(layers, 'layer'), trouble ?? licence]
  return `${name} (${title}): ${facts.join(', ')}`
}
