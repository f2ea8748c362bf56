/** Shows the states of a job on a terminal: one line that is redrawn in place, or plain lines where the output is piped. */
import { createLogUpdate } from 'log-update'
import type { Reply } from '../../core/platform.ts'
import type { Progress } from '../../core/result.ts'
import { bar, estimate } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { LIMITS } from './limits.ts'

export interface Terminal {
  /** Redraws the line of progress. */
  show(reply: Reply): void
  /** Writes a line that stays. */
  print(line: string): void
  /** Erases the line of progress, so that something else can be written in its place. */
  clear(): void
}

/** @param stream Receives progress and messages, usually standard error; results go to standard output. */
export function createTerminal(stream: NodeJS.WriteStream): Terminal {
  return stream.isTTY ? interactive(stream) : plain(stream)
}

function interactive(stream: NodeJS.WriteStream): Terminal {
  const update = createLogUpdate(stream)
  const clear = () => {
    update.clear()
    update.done()
  }
  return {
    show(reply) {
      update(reply.progress ? barLine(reply.progress) : renderReply(reply))
    },
    print(line) {
      clear()
      stream.write(`${line}\n`)
    },
    clear,
  }
}

function plain(stream: NodeJS.WriteStream): Terminal {
  /** The earliest time of the next line of progress, by `performance.now()`. */
  let next = 0
  return {
    show(reply) {
      const { progress } = reply
      const now = performance.now()
      if (progress && now < next) return
      if (progress) next = now + LIMITS.lineSeconds * 1000
      stream.write(`${progress ? counters(progress) : renderReply(reply)}\n`)
    },
    print: (line) => stream.write(`${line}\n`),
    clear() {},
  }
}

/** A reply as one line: "title: text". */
export function renderReply({ title, text }: Reply): string {
  return title === undefined ? text : `${title}: ${text}`
}

function barLine(progress: Progress): string {
  return `${bar(progress.done, LIMITS.barCells)} ${counters(progress)}`
}

/** "45%  octave 2/4  step 3/10  score 1.23  about 40 s left" */
function counters({ phase, done, at, score, etaSeconds }: Progress): string {
  return [
    ...(phase === undefined ? [] : [inEnglish(phase)]),
    `${String(Math.floor(done * 100)).padStart(3)}%`,
    ...Object.entries(at).map(
      ([name, [index, count]]) => `${name} ${String(index).padStart(String(count).length)}/${count}`,
    ),
    ...(score === undefined ? [] : [`score ${score.toPrecision(4)}`]),
    ...(etaSeconds === undefined ? [] : [`${inEnglish(estimate(etaSeconds))} left`]),
  ].join('  ')
}
