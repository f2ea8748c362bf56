/**
 * The measured peak of this processor: float32 multiply-adds in its widest vectors, from registers alone, see peak.c.
 *
 *     node bench/peak.ts
 *
 * It needs a C compiler.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { availableCores } from '../src/system/cores.ts'
import { machine } from './table.ts'

const SOURCE = fileURLToPath(new URL('./peak.c', import.meta.url))

/** Floating point operations a second, two for a multiply-add, of one core; undefined where there is no C compiler. */
export function peak(): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  try {
    const program = join(folder, 'peak')
    const { status } = spawnSync('cc', ['-O3', '-march=native', '-ffp-contract=fast', '-o', program, SOURCE])
    return status === 0 ? 1e9 * Number(execFileSync(program, { encoding: 'utf8' })) : undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) {
  const rate = peak()
  const cores = availableCores()
  console.log(machine())
  console.log(
    rate === undefined
      ? 'no C compiler'
      : `${(rate / 1e9).toFixed(0)} GFLOP/s a core, ${((cores * rate) / 1e9).toFixed(0)} on ${cores} cores`,
  )
}
