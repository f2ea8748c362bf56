/** Lists the networks. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import { byteSize, count } from '../src/i18n/format.ts'
import { joined, phrase, type Text } from '../src/i18n/phrase.ts'
import type { NetworkInfo } from '../src/network/catalog/network-info.ts'

export default defineCommand({
  description: 'List the networks to look into',

  args: z.object({}),

  async run(_args, { networks, translate }) {
    const lines = (await networks()).map(lineOf)
    return { state: 'info', title: translate(phrase`Networks`), text: translate(joined(lines, '\n')), audience: 'user' }
  },
})

/** "googlenet (GoogLeNet): installed, 28 MB, 83 layers, BVLC: unrestricted use" */
function lineOf({ name, title, installed, bytes, layers, licence, trouble }: NetworkInfo): Text {
  if (layers === 0 && trouble !== undefined) return joined([name, trouble], ': ')
  const facts = [
    installed ? phrase`installed` : phrase`not installed`,
    ...(bytes === undefined ? [] : [byteSize(bytes)]),
    count(layers, 'layer'),
    trouble ?? licence,
  ]
  return phrase`${name} (${title}): ${joined(facts, ', ')}`
}
