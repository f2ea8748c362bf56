/** Photos that people attach. */
import { encodePicture } from '../../../src/image/codec/encode.ts'
import { noise } from '../../image/pictures.ts'

/** As Discord's own file picker hands it on. */
export const PHOTO = { name: 'my cat.png', data: Buffer.from(await encodePicture(noise(40, 30), 'png')) }
export const NO_PHOTO = { name: 'cat.png', data: Buffer.from('This is not a cat.') }
