/**
 * Call in, replies out: look up the command, parse its options, make the job, schedule it, and post what becomes of it.
 * The one place that catches: what is thrown on the way becomes a reply.
 */
import { card, failure } from './card.ts'
import type { Address, Attachment, Bot, Call, Command, Context, Job, Log, Platform, Reply } from './command.ts'
import { UserError } from './errors.ts'
import { nearest } from './nearest.ts'
import { parseOptions } from './options.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import type { JobEvent, Scheduler } from './scheduler/types.ts'
import { somethingWrong, stackOf } from './scheduler/wire.ts'

/** Where uploads are kept until they are rendered. */
export interface Photos {
  /** Returns the photo's key: the sha256 of its bytes, hex. Throws `UserError` bad-image. */
  put(bytes: Uint8Array): Promise<string>
  /** Throws `UserError` no-photo. */
  get(key: string): Promise<Uint8Array>
}

export interface BotOptions {
  /** By name. */
  readonly commands: ReadonlyMap<string, Command>
  readonly scheduler: Scheduler
  readonly context: Context
  readonly photos: Photos
  /** By the name that addresses carry. */
  readonly platforms: ReadonlyMap<string, Platform>
  readonly log: Log
  /** Pauses between the tries to post a last reply, in milliseconds. Default 0.5 s, 2 s, 8 s. */
  readonly retryMs?: readonly number[]
}

export function createBot(options: BotOptions): Bot {
  const { commands, scheduler, context, photos, platforms, log, retryMs = [500, 2000, 8000] } = options

  async function post(address: Address, reply: Reply): Promise<Address> {
    const platform = platforms.get(address.platform)
    if (!platform) throw new Error(`no platform ${address.platform}`)
    return platform.post(address, reply)
  }

  async function answer(call: Call): Promise<Job | Reply> {
    const command = commands.get(call.command)
    if (!command) throw unknownCommand(call.command, [...commands.keys()])
    const keys = await keep(call.attachments)
    return command.run(parseOptions(command.args, { ...call.input, ...keys }), context)
  }

  /** Puts every upload into the photo store: keys by option name. */
  async function keep(attachments: Readonly<Record<string, Attachment>>): Promise<Record<string, string>> {
    const keys: Record<string, string> = {}
    for (const [option, { data }] of Object.entries(attachments)) keys[option] = await photos.put(data)
    return keys
  }

  async function follow(job: Job, call: Call, outbox: Outbox): Promise<void> {
    const photo = job.image === undefined ? undefined : await photos.get(job.image)
    const submission = {
      job,
      user: ownerOf(call.user, call.address),
      place: placeOf(call.address),
      ...(photo && { photo }),
    }
    // The card's button needs the job's id, which comes after the first event.
    const early: JobEvent[] = []
    let show = (event: JobEvent): void => void early.push(event)
    const id = await scheduler.submit(submission, (event) => show(event))
    show = (event) => outbox.put(card(id, job, event))
    early.forEach(show)
  }

  return {
    async handle(call) {
      const outbox = createOutbox({ address: call.address, post, log, retryMs })
      try {
        const result = await answer(call)
        if ('state' in result) outbox.put(result)
        else await follow(result, call, outbox)
      } catch (error) {
        if (!(error instanceof UserError))
          log({ level: 'error', message: `/${call.command} broke`, stack: stackOf(error) })
        outbox.put(failure(error instanceof UserError ? error : somethingWrong()))
      }
      await outbox.posted
    },

    async press({ job }, user, address) {
      const owner = scheduler.owner(job)
      if (owner === undefined) return info('This picture is already over.')
      if (owner !== ownerOf(user, address)) return info('Only the person who asked for this picture can cancel it.')
      return info(scheduler.cancel(job) ? 'This picture is being cancelled.' : 'This picture is already over.')
    },
  }
}

function info(text: string): Reply {
  return { state: 'info', text }
}

/** People and places are unique within their platform only. */
function ownerOf(user: string, { platform }: Address): string {
  return `${platform}:${user}`
}

function placeOf({ platform, place }: Address): string {
  return `${platform}:${place}`
}

function unknownCommand(name: string, names: readonly string[]): UserError {
  const [guess] = nearest(name, names, 1)
  return new UserError('bad-input', `There is no command ${name}.`, guess === undefined ? '' : `Did you mean ${guess}?`)
}
