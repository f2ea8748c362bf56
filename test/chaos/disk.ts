/** A small disk of its own, to be filled and freed. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Disk extends Disposable {
  /** In a folder of the machine's own disk where no other can be mounted: that is never filled. */
  readonly folder: string
  fill(): void
  free(): void
}

const MEGABYTES = 16
export const DISK_BYTES = MEGABYTES * 1024 ** 2
/** The last bytes of a disk are taken in small pieces. */
const PIECES = [1 << 20, 4096, 1]

export function mountDisk(): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-disk-'))
  if (!withoutDisk) mount(folder)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      if (withoutDisk) return
      const file = openSync(filler, 'a')
      for (const piece of PIECES) writeUntilFull(file, Buffer.alloc(piece))
      closeSync(file)
    },
    free: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      if (!withoutDisk) spawnSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** For a test's `skip`: why no disk can be filled here, or false if it can. */
export const withoutDisk = look()

// There nothing may be skipped.
if (withoutDisk && process.env.CI) throw new Error(withoutDisk)

function look(): string | false {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-disk-'))
  const trouble = mount(folder)
  if (!trouble) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
  return trouble && `no small disk can be mounted: ${trouble}`
}

function mount(folder: string): string | false {
  const options = ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'dreambot', folder]
  const { status, stderr, error } = spawnSync('mount', options, { encoding: 'utf8' })
  return status === 0 ? false : (error?.message ?? stderr.trim())
}

function writeUntilFull(file: number, piece: Buffer): void {
  try {
    while (writeSync(file, piece) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
