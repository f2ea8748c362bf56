/** Blocks as they come in: checked as Slack does it, and with an id each. */
import { randomBytes } from 'node:crypto'
import type { Files } from './files.ts'
import { troubleInBlocks } from './limits.ts'
import { canBeShown } from './media.ts'
import { type Answer, type Block, isJson, type Json, refusal } from './types.ts'

/** Checked and complete, or the answer that refuses them; no blocks are undefined. */
export function takeBlocks(given: unknown, files: Files): { blocks?: Block[]; refused?: Answer } {
  if (given === undefined) return {}
  const trouble = troubleInBlocks(given)
  if (!trouble.length && Array.isArray(given)) trouble.push(...troubleInImages(given, files))
  if (trouble.length) return { refused: refusal('invalid_blocks', trouble) }
  return { blocks: withIds(given as Block[]) }
}

/** Slack makes up the ids that are missing. */
export function withIds<T extends { block_id?: string }>(blocks: readonly T[]): T[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? randomBytes(3).toString('base64url') }))
}

/** A picture of Slack's own can be shown once it is processed, is a PNG, JPEG or GIF, and the bot may see it. */
export function troubleInImages(blocks: readonly unknown[], files: Files): string[] {
  return blocks.flatMap((block, index) => {
    if (!isJson(block)) return []
    const at = `/blocks/${index}`
    const inside = Array.isArray(block.elements) ? block.elements : [block.accessory]
    return [
      ...troubleInImage(block, at, files),
      ...inside.flatMap((element) => (isJson(element) ? troubleInImage(element, `${at}/elements`, files) : [])),
    ]
  })
}

function troubleInImage({ slack_file: ref }: Json, at: string, files: Files): string[] {
  if (ref === undefined) return []
  const pointer = `[json-pointer:${at}/slack_file]`
  if (!isJson(ref) || (ref.id === undefined) === (ref.url === undefined)) return [`need either id or url ${pointer}`]
  if (ref.id !== undefined && !/^[F][A-Z0-9]{8,}$/.test(String(ref.id)))
    return [`input must match regex pattern: ^[F][A-Z0-9]{8,}$ [json-pointer:${at}/slack_file/id]`]
  const file = files.find(ref)
  const isShown = file && files.botMaySee(file) && files.isReady(file) && canBeShown(file.media)
  return isShown ? [] : [`invalid slack file ${pointer}`]
}
