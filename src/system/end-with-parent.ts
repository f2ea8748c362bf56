/** A child process that ends when its parent is gone, so that a bot that was killed leaves none behind. */
import { Worker } from 'node:worker_threads'

/**
 * A parent that was killed cannot tell; its channel does, to a thread that is free to hear it. A native library may hold
 * this process's main thread for good, so a second one looks whose child the process is (on Windows it cannot see that).
 */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit())
  new Worker(LOOK, { eval: true, workerData: process.ppid }).unref()
}

const LOOK = `
  const { workerData: parent } = require('node:worker_threads')
  setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 2000)
`
