/** Runs the program as `npm start` does, without tokens and with real workers. */
import { type ChildProcess, spawn } from 'node:child_process'
import { MAIN } from '../cli/run.ts'

export interface App {
  readonly url: string
  /** All of its output so far. */
  output(): string
  /** Sends the signal. Resolves to the exit code, or to the signal that ended the process. */
  end(signal: NodeJS.Signals): Promise<number | string | null>
}

const started: ChildProcess[] = []

/** Kills all programs that still run: for `after`. */
export function endApps(): void {
  for (const child of started) child.kill('SIGKILL')
}

/** @param folder The data folder. Its empty subfolder is the weights folder, so that only minivgg is installed. */
export function startApp(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<App> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      DREAMBOT_DATA: folder,
      DREAMBOT_WEIGHTS: `${folder}/weights`,
      DREAMBOT_PORT: '0',
      // Overrides a `.env` file in the checkout.
      DISCORD_TOKEN: '',
      SLACK_BOT_TOKEN: '',
      DREAMBOT_PLAYGROUND: '',
      PLAYGROUND_TOKEN: '',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  const gone = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  )
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    void gone.then((code) => reject(new Error(`it ended with ${code}: ${output}`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const [url] = /http:\S+/.exec(output) ?? []
      if (url === undefined) return
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return gone
      }
      resolve({ url, output: () => output, end })
    })
  })
}
