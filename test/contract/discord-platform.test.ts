import { createBare } from '../platforms/discord/bare.ts'
import type { Handle } from '../platforms/discord/handle.ts'
import { textOf } from '../platforms/discord/reading.ts'
import type { Shown } from '../platforms/discord/shown.ts'
import { platformContract, type SeenCard } from './platform.ts'

platformContract('Discord', async () => {
  const bare = await createBare()
  const { world, discord } = bare
  const requests: Handle[] = []
  const isPosted = ({ loading }: Shown) => !loading

  /** Replies to the requests, ephemeral or not, and the messages in the channels. */
  function seen(): SeenCard[] {
    const replies = requests.flatMap(({ message, followUps }) => [...(message ? [message] : []), ...followUps])
    const byId = new Map([...replies, ...world.messages].filter(isPosted).map((shown) => [shown.id, shown]))
    return [...byId.values()].map(cardOf)
  }

  return {
    platform: discord,
    async ask() {
      const { asked, address } = await bare.ask()
      requests.push(asked)
      return address
    },
    seen: async () => seen(),
    seenByOthers: async () => world.messages.filter(isPosted).map(cardOf),
    deleteCard: async ({ message }) => world.remove({ id: String(message) }),
    loseNextResponse: () => void world.fail('PATCH', { cut: true, applied: true }),
    [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose](),
  }
})

function cardOf(shown: Shown): SeenCard {
  return {
    text: textOf(shown),
    pictures: shown.files.length,
    buttons: shown.buttons.map(({ label }) => label ?? ''),
  }
}
