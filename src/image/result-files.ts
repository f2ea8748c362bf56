/** Encodes a finished rendering as the files of its result. */

import { type File, type Format, holdsFrames } from '../core/file-types.ts'
import type { Job } from '../core/job.ts'
import type { Rendering } from '../core/rendering.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { checkEncoder, encodeAnimation, encodedSize, encodePicture } from './codec/encode.ts'
import { grid } from './draw/grid.ts'

/** The time that an animation shows each frame, in milliseconds. */
const FRAME_MS = 100

/** Throws `UserError` output for a job whose file type this machine cannot make. Call it before rendering. */
export function checkFiles(job: Job): Promise<void> {
  return checkEncoder(formatOf(job))
}

/**
 * The files of a rendering, and the size of the picture in them: [width, height] in pixels. Throws the reason of
 * `signal`, and `UserError` output when the files cannot be made.
 */
export async function encodeRendering(
  rendering: Rendering,
  job: Job,
  signal?: AbortSignal,
): Promise<{ files: File<Text>[]; size: [number, number] }> {
  const format = formatOf(job)
  const name = [job.command, job.layer || job.network, job.seed].join('-').replace(/[^\w-]+/g, '_')
  const file = (data: Uint8Array): File<Text> => ({
    name: `${name}.${format}`,
    format,
    data,
    alt: altText(rendering, job),
  })
  if (rendering.kind === 'animation') {
    const { frames } = rendering
    const [first] = frames
    if (!first || !holdsFrames(format)) throw new Error(`A file of type ${format} cannot hold ${frames.length} frames.`)
    const data = await encodeAnimation(frames, { format, frameMs: FRAME_MS, signal })
    return { files: [file(data)], size: encodedSize(first, format) }
  }
  const picture = rendering.kind === 'grid' ? grid(rendering.tiles, rendering.labels) : rendering.picture
  if (format === 'mp4') throw new Error(`A file of type ${format} cannot hold a single picture.`)
  const data =
    format === 'gif'
      ? await encodeAnimation([picture], { format, frameMs: FRAME_MS })
      : await encodePicture(picture, format)
  return { files: [file(data)], size: [picture.width, picture.height] }
}

function formatOf({ parameters }: Job): Format {
  return (parameters.format ?? 'png') as Format
}

function altText(rendering: Rendering, { command, network, layer }: Job): Text {
  if (rendering.kind === 'chart') return rendering.alt
  const kinds = { picture: phrase`A picture`, grid: phrase`A grid of pictures`, animation: phrase`An animation` }
  return phrase`${kinds[rendering.kind]} made by /${command} with the layer ${layer} of ${network}`
}
