/** The real discord.js in a world, for tests of the world itself: connected, and gone when the test is over. */
import {
  ApplicationCommandType,
  Client,
  type ClientOptions,
  Events,
  GatewayIntentBits,
  type Interaction,
  ApplicationCommandOptionType as Option,
} from 'discord.js'
import type { World } from './world.ts'

/** A slash command with every type of option that the bot has, and an action on messages. */
export const COMMANDS = [
  {
    name: 'dream',
    description: 'Dreams a picture.',
    options: [
      { name: 'image', description: 'A photo.', type: Option.Attachment },
      { name: 'layer', description: 'A layer.', type: Option.String, autocomplete: true },
      { name: 'octaves', description: 'How many.', type: Option.Integer, minValue: 1, maxValue: 8, autocomplete: true },
      { name: 'step', description: 'How far.', type: Option.Number },
      { name: 'smooth', description: 'Whether.', type: Option.Boolean },
      { name: 'format', description: 'Which.', type: Option.String, choices: [{ name: 'GIF', value: 'gif' }] },
    ],
  },
  { name: 'Dream this image', type: ApplicationCommandType.Message },
] as const

type Answer = (interaction: Interaction) => Promise<unknown>

/** Logs in with the least intents, and publishes the commands. An error of `answer` is that of `failure`. */
export async function connect(world: World, answer: Answer, options: Partial<ClientOptions> = {}) {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: world.api }, ...options })
  const failures: Error[] = []
  client.on(Events.Error, (error) => failures.push(error))
  client.on(Events.InteractionCreate, (interaction) => void answer(interaction).catch((error) => failures.push(error)))
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(world.token)
  await ready
  await client.application?.commands.set(structuredClone(COMMANDS) as never)
  return Object.assign(client as Client<true>, {
    /** What went wrong in `answer`, in order. */
    failures,
    [Symbol.asyncDispose]: () => client.destroy(),
  })
}
