/** What people read, kept apart from the language they read it in: a Phrase out of `phrase`, a string out of a `Translate`. */

/** A sentence with gaps, in English, and what fills them. Plain JSON, so that it travels between processes. */
export interface Phrase {
  /** With gaps as {0}, {1} ...: the key of its translations. */
  readonly phrase: string
  readonly values: readonly (Text | number)[]
}

/** A plain string is the same in every language: a name, a number, what a person wrote. */
export type Text = string | Phrase

/** One language besides English, as data. What it lacks is said in English. */
export interface Language {
  /** By the English phrase. */
  readonly phrases: Readonly<Record<string, string>>
  /** Names of commands and options, by the name in kebab case: lower-case words joined by hyphens. */
  readonly names: Readonly<Record<string, string>>
}

export type Translate = (text: Text) => string

/** By code, as in 'de'. */
export type Languages = ReadonlyMap<string, Language>

/** A template literal as a Phrase: phrase`number ${3} in line`. */
export function phrase(parts: TemplateStringsArray, ...values: readonly (Text | number)[]): Phrase {
  const key = parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`)
  return { phrase: key, values }
}

/** Words and values in one row, as "googlenet · 40 steps". */
export function joined(texts: readonly Text[], separator: string): Text {
  return { phrase: texts.map((_, i) => `{${i}}`).join(separator), values: texts }
}

/** In English. */
export function inEnglish(text: Text): string {
  return fill(text, (key) => key)
}

/** Says texts in the language of `code`, as in 'de' or 'de-AT'; in English where there is no such language. */
export function translatorFor(code: string | undefined, languages: Languages): Translate {
  const language = languageOf(code, languages)
  if (!language) return inEnglish
  return (text) => fill(text, (key) => language.phrases[key] ?? key)
}

export function languageOf(code: string | undefined, languages: Languages): Language | undefined {
  return code === undefined ? undefined : (languages.get(code) ?? languages.get(code.split('-')[0] ?? ''))
}

function fill(text: Text, translate: (key: string) => string): string {
  if (typeof text === 'string') return text
  return translate(text.phrase).replace(/\{(\d+)\}/g, (_, index) => {
    const value = text.values[Number(index)] ?? ''
    return typeof value === 'number' ? String(value) : fill(value, translate)
  })
}
