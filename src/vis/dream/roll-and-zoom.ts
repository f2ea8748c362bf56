/** Movements of pictures: cyclic shifts (roll), and zoom with rotation. */
import type { Images } from '../../engine/engine.ts'
import { catmullRom } from '../resize.ts'

/**
 * Shifts every plane cyclically by `down` and `right` pixels, as NumPy's roll does. The result is written `into` a
 * buffer, by default a new one. A shift by 0 returns `images` themselves.
 */
export function roll(images: Images, down: number, right: number, into?: Float32Array): Images {
  const [n, channels, height, width] = images.shape
  const shift = modulo(right, width)
  if (shift === 0 && modulo(down, height) === 0) return images
  const data = into ?? new Float32Array(images.data.length)
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < height; y++) {
      const from = (plane * height + y) * width
      const to = (plane * height + modulo(y + down, height)) * width
      data.set(images.data.subarray(from, from + width - shift), to + shift)
      data.set(images.data.subarray(from + width - shift, from + width), to)
    }
  return { shape: images.shape, data }
}

/**
 * Enlarges by the factor `zoom` and rotates by `degrees`, counterclockwise, about the centre. Bicubic; pixels beyond an
 * edge repeat the edge.
 */
export function zoomAndRotate(images: Images, zoom: number, degrees: number): Images {
  const [n, channels, height, width] = images.shape
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom]
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2]
  const data = new Float32Array(images.data.length)
  const weights = new Float64Array(8)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const fromX = middleX + cos * (x - middleX) - sin * (y - middleY)
      const fromY = middleY + sin * (x - middleX) + cos * (y - middleY)
      const [left, top] = [Math.floor(fromX) - 1, Math.floor(fromY) - 1]
      for (let k = 0; k < 4; k++) {
        weights[k] = catmullRom(left + k - fromX)
        weights[4 + k] = catmullRom(top + k - fromY)
      }
      for (let plane = 0; plane < n * channels; plane++) {
        let sum = 0
        for (let j = 0; j < 4; j++) {
          const row = (plane * height + clamp(top + j, height)) * width
          let across = 0
          for (let k = 0; k < 4; k++) across += weights[k]! * images.data[row + clamp(left + k, width)]!
          sum += weights[4 + j]! * across
        }
        data[(plane * height + y) * width + x] = sum
      }
    }
  return { shape: images.shape, data }
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value))
}
