/** Render processes that outlive the bot: a restarted bot finds its networks open. */
import { type ChildProcess, fork } from 'node:child_process'
import { createServer, type Socket } from 'node:net'
import type { FromWorker, ToWorker } from '../../scheduler/protocol.ts'
import { receiveMessages, sendMessage } from './message-stream.ts'

export interface WarmWorkers {
  /** Ends every render process; the next job starts a new one. */
  restart(): void
  /** Closes the socket and ends every render process. */
  close(): Promise<void>
}

export interface WarmWorkersOptions {
  /** Where relays connect: a Unix socket, or a named pipe on Windows. */
  readonly socketPath: string
  /** The module that a render process runs, absolute. */
  readonly workerPath: string
  /** Called with one line about a render process that starts, is reused or ends. */
  readonly onNote: (line: string) => void
}

interface WarmWorker {
  /** The `WorkerOptions` that it was started with, as JSON: a bot with other settings gets another process. */
  readonly argument: string
  readonly process: ChildProcess
  /** The relay that it works for now. */
  relay: Socket | undefined
  /** The job that it renders now. */
  job: string | undefined
}

/** Resolves when relays can connect. Each relay gets an idle process with its options, or a new one. */
export async function startWarmWorkers({ socketPath, workerPath, onNote }: WarmWorkersOptions): Promise<WarmWorkers> {
  const workers = new Set<WarmWorker>()

  function startWorker(argument: string): WarmWorker {
    const child = fork(workerPath, [argument], { serialization: 'advanced', execArgv: [] })
    const worker: WarmWorker = { argument, process: child, relay: undefined, job: undefined }
    workers.add(worker)
    child.on('message', (message: FromWorker) => {
      if (message.type === 'done' || message.type === 'failed' || message.type === 'cancelled') worker.job = undefined
      if (worker.relay?.writable) sendMessage(worker.relay, message)
    })
    child.once('exit', () => {
      workers.delete(worker)
      worker.relay?.destroy()
    })
    return worker
  }

  function workerFor(argument: string): WarmWorker {
    const idle = [...workers].find((worker) => worker.argument === argument && !worker.relay && !worker.job)
    const worker = idle ?? startWorker(argument)
    onNote(`render process ${worker.process.pid} ${idle ? 'is reused, its networks are open' : 'starts'}`)
    return worker
  }

  const server = createServer((relay) => {
    let worker: WarmWorker | undefined
    receiveMessages(relay, (message) => {
      // The first message is the relay's command line, the others are the scheduler's.
      if (!worker) {
        worker = workerFor(String(message))
        worker.relay = relay
        return
      }
      const sent = message as ToWorker
      if (sent.type === 'render') worker.job = sent.id
      worker.process.send(sent)
    })
    relay.on('error', () => relay.destroy())
    relay.once('close', () => {
      if (!worker) return
      worker.relay = undefined
      if (worker.job !== undefined && worker.process.connected) worker.process.send({ type: 'cancel', id: worker.job })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })

  const restart = () => {
    for (const { process: child } of workers) child.kill('SIGKILL')
    workers.clear()
  }
  return {
    restart,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { relay } of workers) relay?.destroy()
      restart()
      await closed
    },
  }
}
