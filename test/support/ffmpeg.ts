/** This machine's ffmpeg and ffprobe, to check the videos that the bot makes. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import type { Pixels } from '../../src/core/pixels.ts'

/** For a test's `skip`: why no video can be made on this machine, or false. */
export const withoutFfmpeg = spawnSync('ffmpeg', ['-version']).error ? 'there is no ffmpeg' : false

// Nothing may be skipped in CI.
if (withoutFfmpeg && process.env.CI) throw new Error(withoutFfmpeg)

/** The properties of a video, read by ffprobe. */
export function lookInto(data: Uint8Array) {
  const entries = 'stream=codec_name,pix_fmt,width,height,nb_frames:format=duration'
  const options = ['-v', 'error', '-show_entries', entries, '-of', 'json', '-']
  const { stdout, stderr } = spawnSync('ffprobe', options, { input: data, encoding: 'utf8' })
  assert.equal(stderr, '')
  const { streams, format } = JSON.parse(stdout)
  assert.equal(streams.length, 1)
  return { ...streams[0], nb_frames: Number(streams[0].nb_frames), duration: Number(format.duration) }
}

/** The frames of a video, decoded by ffmpeg. */
export function framesOf(data: Uint8Array): Pixels[] {
  const { width, height, nb_frames: frames } = lookInto(data)
  const options = ['-v', 'error', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  const { stdout } = spawnSync('ffmpeg', options, { input: data, maxBuffer: 1e8 })
  const size = width * height * 3
  assert.equal(stdout.length, frames * size)
  return Array.from({ length: frames }, (_, i) => {
    return { width, height, data: stdout.subarray(i * size, (i + 1) * size) }
  })
}

/** Runs `work` with other environment variables. */
export async function within<T>(environment: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]))
  Object.assign(process.env, environment)
  try {
    return await work()
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
