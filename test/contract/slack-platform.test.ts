import { createStage } from '../platforms/slack/stage.ts'
import type { Message } from '../platforms/slack/world.ts'
import { platformContract, type SeenCard } from './platform.ts'

platformContract('Slack', async () => {
  const stage = await createStage()
  const { world, slack } = stage
  const { id: user } = world.places.person('alice')
  const { id: channel } = world.places.channel('gallery')
  const seenBy = (isSeen: (message: Message) => boolean) =>
    world.messages.filter((message) => !message.isDeleted && isSeen(message)).map(cardOf)

  return {
    platform: slack,
    ask: async () => ({ platform: 'slack', place: world.places.team.id, channel, user, language: 'en' }),
    seen: async () => seenBy(({ onlyFor = user }) => onlyFor === user),
    seenByOthers: async () => seenBy(({ onlyFor }) => onlyFor === undefined),
    async deleteCard({ message }) {
      await slack.remove?.({ platform: 'slack', place: world.places.team.id, channel, user, language: 'en', message })
    },
    loseNextResponse: () => world.fail('chat.update', { reset: 'after' }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  }
})

function cardOf({ words, images, buttons }: Message): SeenCard {
  return { text: words, pictures: images.length, buttons: buttons.map(({ label }) => label) }
}
