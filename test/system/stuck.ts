/** A process whose main thread is blocked forever. With the argument `parent` it forks such a process instead. */
import { fork } from 'node:child_process'
import { endWithParent } from '../../src/system/end-with-parent.ts'

if (process.argv[2] === 'parent') {
  fork(import.meta.filename, { execArgv: [] }).once('message', (pid) => process.send?.(pid))
} else {
  endWithParent()
  process.send?.(process.pid, () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
}
