/** Ends a child process when its parent has ended, so that a killed bot leaves no processes behind. */
import { Worker } from 'node:worker_threads'

/**
 * Ends this process when its parent's IPC channel closes, which also happens when the parent is killed. A native library may
 * block the main thread forever; for that case a second thread checks the parent's process id every 2 s (not on Windows,
 * where it never changes).
 */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit())
  new Worker(WATCH_PARENT, { eval: true, workerData: process.ppid }).unref()
}

/** The code of the second thread. */
const WATCH_PARENT = `
  const { workerData: parent } = require('node:worker_threads')
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 2000)
`
