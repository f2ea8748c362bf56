/** Decodes uploaded pictures: `inspect` reads a file's header, `decode` its pixels in eight-bit sRGB. */
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp'
import { UserError } from '../../core/errors.ts'
import { BACKDROP, type Opacity, type Pixels } from '../../core/pixels.ts'
import { either } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { isReadable, kindOf, READABLE_KINDS, type ReadableKind } from './file-kind.ts'

/** The largest uploaded picture: `bytes` of its file, and `pixels` of the decoded picture (width times height). */
export const DECODE_LIMITS = { bytes: 25e6, pixels: 50e6 } as const

/** `width` and `height` are in pixels, after the camera's orientation has been applied. */
interface Header {
  readonly width: number
  readonly height: number
  readonly format: ReadableKind
  /** Whether the picture has an alpha channel. */
  readonly alpha: boolean
}

/**
 * Reads a file's header. It takes milliseconds, and decodes no pixel. Throws `UserError` bad-image for a file that is
 * empty, over `DECODE_LIMITS.bytes`, no picture, of a kind not in `READABLE_KINDS`, damaged in its header, or over
 * `DECODE_LIMITS.pixels`. A file that passes can still be cut short after its header, which only `decode` notices.
 */
export async function inspect(bytes: Uint8Array): Promise<Header> {
  const { format, header } = await readHeader(bytes)
  return { ...header.autoOrient, format, alpha: header.hasAlpha }
}

/**
 * The picture upright, in eight-bit sRGB, without metadata. Converts colour profiles, CMYK, grey, palettes and 16 bits;
 * takes the first frame of an animation; lays transparent parts over `BACKDROP`. Throws `UserError` bad-image as
 * `inspect`, and for a file that is damaged or cut short. Ignores harmless flaws: bytes after the end, a broken colour
 * profile.
 */
export async function decode(bytes: Uint8Array): Promise<Pixels> {
  const { format, header } = await readHeader(bytes)
  const photo = upright(bytes)
    .flatten({ background: { r: BACKDROP, g: BACKDROP, b: BACKDROP } })
    .toColourspace('srgb')
  // sharp 0.35 converts 16-bit pictures with a profile to Display P3 and labels the result sRGB. With 8 bits it is
  // right.
  if (header.space === 'rgb16') photo.pipelineColourspace('srgb')
  const { data, info } = await toRaw(photo, format)
  if (info.channels !== 3) throw new Error(`A ${format} picture was decoded to ${info.channels} channels instead of 3.`)
  return { width: info.width, height: info.height, data }
}

/** The opacity of the picture that `decode` returns; undefined without an alpha channel. Throws as `decode`. */
export async function decodeOpacity(bytes: Uint8Array): Promise<Opacity | undefined> {
  const { format, header } = await readHeader(bytes)
  if (!header.hasAlpha) return undefined
  const { data, info } = await toRaw(upright(bytes).toColourspace('srgb'), format)
  const { width, height, channels } = info
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => data[(i + 1) * channels - 1]!),
  }
}

/**
 * 'error' refuses files that are damaged or cut short, in each format. 'warning' would also refuse many photos that
 * look fine.
 */
const READ_OPTIONS = { failOn: 'error' } as const

// Uploads come from strangers: libvips may only use the decoders of the readable kinds, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff'].map((name) => `VipsForeignLoad${name}`),
})

function upright(bytes: Uint8Array): Sharp {
  return sharp(bytes, { ...READ_OPTIONS, limitInputPixels: DECODE_LIMITS.pixels, autoOrient: true })
}

/** The decoded pixels. Throws `UserError` bad-image for a file that is damaged or cut short. */
async function toRaw(photo: Sharp, format: ReadableKind): Promise<{ data: Uint8Array; info: OutputInfo }> {
  const { data, info } = await photo
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw damaged(format)
    })
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), info }
}

/** Reads the header, and makes every check that needs no pixels. */
async function readHeader(bytes: Uint8Array): Promise<{ format: ReadableKind; header: Metadata }> {
  if (bytes.length === 0) {
    throw new UserError('bad-image', phrase`The picture is empty: its file has 0 bytes.`, phrase`Upload it once more.`)
  }
  if (bytes.length > DECODE_LIMITS.bytes) {
    throw new UserError(
      'bad-image',
      phrase`The picture's file has ${inMillions(bytes.length)} MB, and the limit is ${inMillions(DECODE_LIMITS.bytes)} MB.`,
      phrase`Save it as a JPEG, or make it smaller.`,
    )
  }
  const format = kindOf(bytes)
  if (!isReadable(format)) {
    const found = format ? phrase`in the format ${format}` : phrase`not a picture`
    throw new UserError(
      'bad-image',
      phrase`The file is ${found}, and only ${either(READABLE_KINDS, 'and')} can be read.`,
      phrase`Export it as a JPEG or PNG, or take a screenshot of it.`,
    )
  }
  // Without a limit on pixels, because the error for a picture that is too large says how large it is.
  const header = await sharp(bytes, { ...READ_OPTIONS, limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw damaged(format)
    })
  const { width, height } = header
  if (width * height > DECODE_LIMITS.pixels) {
    const shrink = Math.sqrt(DECODE_LIMITS.pixels / (width * height))
    throw new UserError(
      'bad-image',
      phrase`The picture has ${width} x ${height} pixels, ${inMillions(width * height)} megapixels, and the limit is ${inMillions(DECODE_LIMITS.pixels)}.`,
      phrase`Make it ${Math.floor(width * shrink)} x ${Math.floor(height * shrink)} or smaller.`,
    )
  }
  return { format, header }
}

function damaged(format: ReadableKind): UserError {
  return new UserError(
    'bad-image',
    phrase`The ${format} picture cannot be read: its file is damaged or cut short.`,
    phrase`Upload it once more; if that fails too, open it in a viewer and save it again.`,
  )
}

/** `count` in millions, rounded up to a tenth, so that a number over a limit never reads as the limit. */
function inMillions(count: number): number {
  return Math.ceil(count / 1e5) / 10
}
