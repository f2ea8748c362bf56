/** Stamps that tell whether a network's file has changed since it was read. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

/**
 * A string that changes with the size and time of the file at `path` and, for an ONNX file, of the files beside it that may
 * hold its weights.
 *
 * @param entries The names in its folder. Default: they are read.
 */
export async function fileStamp(path: string, entries?: readonly string[]): Promise<string> {
  const folder = dirname(path)
  const beside = extname(path) === '.onnx' ? (entries ?? (await readdir(folder).catch(() => []))) : []
  const stem = basename(await realpath(path).catch(() => path), '.onnx')
  const others = beside.filter((entry) => entry.startsWith(stem) || /[._]data$|\.bin$/.test(entry))
  const paths = [path, ...others.map((entry) => join(folder, entry))]
  const stats = await Promise.all(paths.map((each) => stat(each).catch(() => undefined)))
  return stats.map((found) => (found ? `${found.size} ${found.mtimeMs}` : '')).join()
}
