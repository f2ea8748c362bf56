/** A finished rendering as files. */
import type { File, Format, Job, Rendering } from '../command.ts'
import { encodeAnimation, encodePicture } from '../image/encode.ts'
import { grid } from '../image/grid.ts'
import { phrase, type Text } from '../language.ts'

/** How long an animation shows each of its frames. */
const FRAME_MS = 100

/** The files, and the size of the picture in them: [width, height]. */
export async function encode(rendering: Rendering, job: Job): Promise<{ files: File<Text>[]; size: [number, number] }> {
  const format = (job.parameters.format ?? 'png') as Format
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
    if (format !== 'gif' && format !== 'webp') throw new Error(`${format} holds no animation`)
    const data = await encodeAnimation(frames, { format, frameMs: FRAME_MS })
    return { files: [file(data)], size: [first?.width ?? 0, first?.height ?? 0] }
  }
  const picture = rendering.kind === 'grid' ? grid(rendering.tiles, rendering.labels) : rendering.picture
  const data =
    format === 'gif'
      ? await encodeAnimation([picture], { format, frameMs: FRAME_MS })
      : await encodePicture(picture, format)
  return { files: [file(data)], size: [picture.width, picture.height] }
}

function altText(rendering: Rendering, { command, network, layer }: Job): Text {
  if (rendering.kind === 'chart') return rendering.alt
  const kinds = { picture: phrase`A picture`, grid: phrase`A grid of pictures`, animation: phrase`An animation` }
  return phrase`${kinds[rendering.kind]} made by /${command} with the layer ${layer} of ${network}`
}
