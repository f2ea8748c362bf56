/** The contract of chat platforms: what people see of replies, whichever chat they are posted to. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UserError } from '../../src/core/errors.ts'
import type { Address, Platform, Reply } from '../../src/core/platform.ts'

/** A card or message of the bot as a person reads it. */
export interface SeenCard {
  /** All of its text, without the labels of buttons. */
  readonly text: string
  readonly pictures: number
  /** The labels of the buttons. */
  readonly buttons: readonly string[]
}

/** A started platform in a chat on loopback, with a bot that leaves the posting to the test. */
export interface PlatformStage extends AsyncDisposable {
  readonly platform: Platform
  /** Somebody asks for something in a place that others see too. Returns the address for the replies. */
  ask(): Promise<Address>
  /** The bot's cards that the person who asked sees now, oldest first. */
  seen(): Promise<readonly SeenCard[]>
  /** The bot's cards that other people see in that place. */
  seenByOthers(): Promise<readonly SeenCard[]>
  /** Deletes the card without the job knowing, as somebody in the chat can. */
  deleteCard(card: Address): Promise<void>
  /** The next edit takes effect, but its response is lost. Absent where a post is no request. */
  loseNextResponse?(): void
}

const TITLE = 'dream conv1 of minivgg'
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const file: NonNullable<Reply['files']>[number] = {
  name: 'dream.png',
  format: 'png',
  data: new Uint8Array(Buffer.from(PNG, 'base64')),
  alt: 'a dream',
}

const WAITING: Reply = {
  state: 'waiting',
  title: TITLE,
  text: 'next in line',
  buttons: [{ action: 'cancel', job: 'job-1', label: 'Cancel' }],
}
const RUNNING: Reply = { ...WAITING, state: 'running', text: 'step 6 of 10', progress: { done: 0.6, at: {} } }
const DONE: Reply = {
  state: 'done',
  title: TITLE,
  text: 'a caption',
  files: [file],
  buttons: [{ action: 'recipe', job: 'job-1', label: 'Recipe' }],
}
const ERROR = new UserError('too-small', 'It is too small.', 'Send a larger one.')
const FAILED: Reply = { state: 'failed', text: 'It is too small.', error: ERROR, audience: 'user' }
const INFO: Reply = {
  state: 'info',
  title: 'Recipe',
  text: 'Give this to /recipe.',
  code: '{"seed": 7}',
  audience: 'user',
}

/** Runs the contract. `open` starts a stage of its own for each test. */
export function platformContract(name: string, open: () => Promise<PlatformStage>): void {
  describe(`${name} as a platform`, () => {
    test('a job is one card from the first reply to the last', async () => {
      await using stage = await open()
      const { platform } = stage
      const waiting = await platform.post(await stage.ask(), WAITING)
      const [first] = await onlyCard(stage)
      assert.match(first.text, /dream conv1 of minivgg[\s\S]*next in line/)
      assert.deepEqual([first.pictures, first.buttons], [0, ['Cancel']])

      const running = await platform.post(waiting, RUNNING)
      const [second] = await onlyCard(stage)
      assert.match(second.text, /step 6 of 10/)
      assert.doesNotMatch(second.text, /next in line/)

      await platform.post(running, DONE)
      const [last] = await onlyCard(stage)
      assert.match(last.text, /a caption/)
      assert.deepEqual([last.pictures, last.buttons], [1, ['Recipe']])
    })

    test('an address survives as JSON, and a card is edited after that', async () => {
      await using stage = await open()
      const address = await stage.platform.post(await stage.ask(), WAITING)
      await stage.platform.post(JSON.parse(JSON.stringify(address)) as Address, DONE)
      const [card] = await onlyCard(stage)
      assert.match(card.text, /a caption/)
    })

    test('a last reply that is posted again, because the response to it was lost, is there once', async () => {
      await using stage = await open()
      const { platform } = stage
      const address = await platform.post(await stage.ask(), RUNNING)
      stage.loseNextResponse?.()
      await platform.post(address, DONE).catch((error) => assert.ok(!platform.refuses?.(error)))
      await platform.post(address, DONE)
      const [card] = await onlyCard(stage)
      assert.deepEqual([card.pictures, card.buttons], [1, ['Recipe']])
    })

    test('a result reaches the person who asked, once, although somebody has deleted the card', async () => {
      await using stage = await open()
      const { platform } = stage
      const running = await platform.post(await stage.ask(), RUNNING)
      await stage.deleteCard(running)
      assert.deepEqual(await stage.seen(), [])
      await platform.post(await platform.post(running, RUNNING), DONE)
      const cards = await stage.seen()
      assert.deepEqual(
        cards.map(({ pictures }) => pictures),
        [1],
      )
    })

    test('a personal reply is seen by the person who asked, and by nobody else', async () => {
      await using stage = await open()
      await stage.platform.post(await stage.ask(), INFO)
      const [card, ...more] = await stage.seen()
      assert.match(card?.text ?? '', /Give this to \/recipe\./)
      assert.deepEqual(more, [])
      assert.deepEqual(await stage.seenByOthers(), [])
    })

    test('a failure is told only to the person who asked, and its card does not stay', async () => {
      await using stage = await open()
      const running = await stage.platform.post(await stage.ask(), RUNNING)
      await stage.platform.post(running, FAILED)
      const cards = await stage.seen()
      assert.deepEqual(
        cards.map(({ text }) => /It is too small\./.test(text)),
        [true],
      )
      assert.deepEqual(await stage.seenByOthers(), [])
    })

    test('removing takes the card from everybody, and again does no harm', async () => {
      await using stage = await open()
      const { platform } = stage
      const done = await platform.post(await stage.ask(), DONE)
      await platform.remove?.(done)
      assert.deepEqual(await stage.seen(), [])
      assert.deepEqual(await stage.seenByOthers(), [])
      await platform.remove?.(done)
    })

    test('the cards of two requests do not touch each other', async () => {
      await using stage = await open()
      const { platform } = stage
      const [one, two] = [await stage.ask(), await stage.ask()]
      const first = await platform.post(one, WAITING)
      await platform.post(two, RUNNING)
      await platform.post(first, DONE)
      const cards = await stage.seen()
      assert.deepEqual(cards.map(({ pictures }) => pictures).toSorted(), [0, 1])
    })

    test('errors of the network are worth a retry', async () => {
      await using stage = await open()
      assert.ok(!stage.platform.refuses?.(new TypeError('fetch failed')))
    })
  })
}

/** The one card that the person who asked sees. Fails if there are none or several. */
async function onlyCard(stage: PlatformStage): Promise<[SeenCard]> {
  const [card, ...more] = await stage.seen()
  assert.ok(card && more.length === 0, `${more.length + (card ? 1 : 0)} cards are there`)
  return [card]
}
