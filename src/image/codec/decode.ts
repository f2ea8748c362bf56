/** Uploaded files in, eight-bit sRGB out: bytes -> `inspect` -> header, bytes -> `decode` -> Pixels. */
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp'
import { UserError } from '../../core/errors.ts'
import { BACKDROP, type Opacity, type Pixels } from '../../core/pixels.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { isReadable, kindOf, type Readable, readable } from './file-kind.ts'

/** What an uploaded picture may be at most: `bytes` of its file, `pixels` once decoded (width times height). */
export const DECODE_LIMITS = { bytes: 25e6, pixels: 50e6 } as const

/** `width` and `height` in pixels, upright: after the camera's orientation has been applied. */
interface Header {
  readonly width: number
  readonly height: number
  readonly format: Readable
  /** Whether it can be transparent. */
  readonly alpha: boolean
}

/**
 * What a file's header says, in milliseconds and without decoding a pixel. Throws `UserError` bad-image for a file that
 * is empty, over `limits.bytes`, no picture, in a format that is not `readable`, damaged in its header or over
 * `limits.pixels`. A file that passes can still be cut short further on; `decode` finds that.
 */
export async function inspect(bytes: Uint8Array): Promise<Header> {
  const { format, header } = await examine(bytes)
  return { ...header.autoOrient, format, alpha: header.hasAlpha }
}

/**
 * The upright picture in eight-bit sRGB: colour profiles, CMYK, grey, palettes and 16 bits converted, of an animation
 * the first frame, no metadata. Transparent parts lie on `BACKDROP`.
 * Throws `UserError` bad-image for whatever `inspect` refuses and for files that are damaged or cut short; harmless
 * flaws (junk after the end, a broken colour profile) are overlooked.
 */
export async function decode(bytes: Uint8Array): Promise<Pixels> {
  const { format, header } = await examine(bytes)
  const photo = upright(bytes)
    .flatten({ background: { r: BACKDROP, g: BACKDROP, b: BACKDROP } })
    .toColourspace('srgb')
  // sharp 0.35 takes 16-bit pictures with a profile to Display P3 and then calls that sRGB; from 8 bits it gets it right.
  if (header.space === 'rgb16') photo.pipelineColourspace('srgb')
  const { data, info } = await rawOf(photo, format)
  if (info.channels !== 3) throw new Error(`A ${format} picture was decoded to ${info.channels} channels instead of 3.`)
  return { width: info.width, height: info.height, data }
}

/** How opaque the picture is that `decode` gives; undefined for one that cannot be transparent. Throws as `decode`. */
export async function decodeOpacity(bytes: Uint8Array): Promise<Opacity | undefined> {
  const { format, header } = await examine(bytes)
  if (!header.hasAlpha) return undefined
  const { data, info } = await rawOf(upright(bytes).toColourspace('srgb'), format)
  const { width, height, channels } = info
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => data[(i + 1) * channels - 1] ?? 0),
  }
}

/** 'error' refuses what is damaged or cut short, in each format; 'warning' would refuse many a photo that looks fine. */
const reading = { failOn: 'error' } as const

// Uploads come from strangers, so libvips keeps only the decoders of the readable formats, whatever a file pretends.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}`),
})

function upright(bytes: Uint8Array): Sharp {
  return sharp(bytes, { ...reading, limitInputPixels: DECODE_LIMITS.pixels, autoOrient: true })
}

/** Throws `UserError` bad-image for a file that is damaged or cut short. */
async function rawOf(photo: Sharp, format: Readable): Promise<{ data: Uint8Array; info: OutputInfo }> {
  const { data, info } = await photo
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw damaged(format)
    })
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), info }
}

/** Every check that needs no pixels. */
async function examine(bytes: Uint8Array): Promise<{ format: Readable; header: Metadata }> {
  if (bytes.length === 0) {
    throw new UserError('bad-image', phrase`The picture is empty: its file has 0 bytes.`, phrase`Upload it once more.`)
  }
  if (bytes.length > DECODE_LIMITS.bytes) {
    throw new UserError(
      'bad-image',
      phrase`The picture's file has ${millions(bytes.length)} MB, and the limit is ${millions(DECODE_LIMITS.bytes)} MB.`,
      phrase`Save it as a JPEG, or make it smaller.`,
    )
  }
  const format = kindOf(bytes)
  if (!isReadable(format)) {
    const found = format ? phrase`in the format ${format}` : phrase`not a picture`
    throw new UserError(
      'bad-image',
      phrase`The file is ${found}, and only ${either(readable, 'and')} can be read.`,
      phrase`Export it as a JPEG or PNG; a screenshot does it too.`,
    )
  }
  // No limit here: the header of a picture that is too large is still wanted, to say how large it is.
  const header = await sharp(bytes, { ...reading, limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw damaged(format)
    })
  const { width, height } = header
  if (width * height > DECODE_LIMITS.pixels) {
    const shrink = Math.sqrt(DECODE_LIMITS.pixels / (width * height))
    throw new UserError(
      'bad-image',
      phrase`The picture has ${width} x ${height} pixels, ${millions(width * height)} megapixels, and the limit is ${millions(DECODE_LIMITS.pixels)}.`,
      phrase`Make it ${Math.floor(width * shrink)} x ${Math.floor(height * shrink)} or smaller.`,
    )
  }
  return { format, header }
}

function damaged(format: Readable): UserError {
  return new UserError(
    'bad-image',
    phrase`The ${format} picture cannot be read: its file is damaged or cut short.`,
    phrase`Upload it once more; if that fails too, open it in a viewer and save it again.`,
  )
}

/** Rounded up to a tenth, so that what is over a limit never reads as the limit itself. */
function millions(count: number): number {
  return Math.ceil(count / 1e5) / 10
}
