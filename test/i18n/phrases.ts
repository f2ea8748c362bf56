/** Finds the English phrases of the program in its TypeScript source. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Source {
  /** Path from the project's root. */
  readonly path: string
  readonly text: string
}

/** All source files that may contain phrases. */
export async function readSources(): Promise<Source[]> {
  const folders = ['commands', 'src']
  const paths = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(ROOT, folder), { recursive: true })).map((path) => join(folder, path)),
    ),
  )
  const files = paths
    .flat()
    .filter((path) => path.endsWith('.ts') && !path.startsWith(join('src', 'i18n', 'languages')))
  return Promise.all(files.map(async (path) => ({ path, text: await readFile(join(ROOT, path), 'utf8') })))
}

/** The keys of all phrase`templates`, also of those in the gaps of other templates. Skips comments and strings. */
export function templatesIn(code: string): string[] {
  const keys: string[] = []

  /** Reads code up to the brace that closes a gap, or to the end. Returns the index after it. */
  function readCode(start: number): number {
    let depth = 0
    for (let at = start; at < code.length; ) {
      const [token = ''] = TOKEN.exec(code.slice(at, at + LONGEST)) ?? []
      if (token.endsWith('`')) {
        at = readTemplate(at + token.length, token === 'phrase`')
      } else if (token === '/' && startsRegExp(code.slice(0, at))) {
        at += REG_EXP.exec(code.slice(at))?.[0].length ?? 1
      } else {
        if (token === '{') depth++
        if (token === '}' && depth-- === 0) return at + 1
        at += token.length
      }
    }
    return code.length
  }

  /** Reads a template from after its first backtick. Returns the index after its last one. */
  function readTemplate(start: number, isPhrase: boolean): number {
    const place = keys.length
    let key = ''
    let gaps = 0
    for (let at = start; at < code.length; ) {
      if (code.startsWith('${', at)) {
        key += `{${gaps++}}`
        at = readCode(at + 2)
      } else if (code[at] === '`') {
        // Keys are in source order: a template comes before those in its gaps.
        if (isPhrase) keys.splice(place, 0, key)
        return at + 1
      } else {
        const escaped = code[at] === '\\'
        const character = code[escaped ? at + 1 : at] ?? ''
        key += escaped && character === 'n' ? '\n' : character
        at += escaped ? 2 : 1
      }
    }
    throw new Error('a template does not end')
  }

  readCode(0)
  return keys
}

/** The nouns of all calls of `count`. Throws an Error for a call whose noun is no literal. */
export function nounsIn({ path, text }: Source): string[] {
  if (!/import .*\bcount\b.*format\.ts'/.test(text)) return []
  const nouns = [...text.matchAll(/\bcount\((?:[^()]|\([^()]*\))*, '([^']+)'\)/g)].map(([, noun = '']) => noun)
  const calls = text.match(/\bcount\(/g) ?? []
  if (calls.length !== nouns.length) throw new Error(`${path} counts something without saying what`)
  return nouns
}

/** The names of all counters in steps and progress: `at: { octave: [1, 4] }`. */
export function countersIn({ text }: Source): string[] {
  const counters = [...text.matchAll(/\bat(?:: | = )\{([^{}]*)\}/g)].map(([, inside = '']) => inside)
  return counters.flatMap((inside) => [...inside.matchAll(/(\w+): \[/g)].map(([, name = '']) => name))
}

/** Matches an error that is made from a plain string in place of a phrase. */
export const PLAIN_ERROR = /new UserError\(\s*[\w'.-]+,\s*[`'"][^`'"]|new BadWeights\(\s*[`'"]/

/** Tokens: comments, strings, backticks, words, white space and single characters. */
const TOKEN = /^(?:\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|phrase`|`|[\w$]+|\s+|[\s\S])/
const LONGEST = 10_000
const REG_EXP = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//

/** Whether a slash after `code` opens a regular expression. After a value it is a division. */
function startsRegExp(code: string): boolean {
  return /(?:^|[(,=:[!&|?{};+*%<>~^-]|\b(?:return|typeof|case|in|of))\s*$/.test(code.slice(-100))
}
