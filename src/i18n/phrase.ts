/**
 * Text that is in no language yet: `phrase` makes it, and a `Translate` turns it into a string. Numbers and lists stay
 * values until then, because each language writes them in its own way. All of it is plain JSON, so that it can travel
 * between processes and be translated where its reader is known.
 */

/** A plain string reads the same in every language: a name, or something that a person typed. */
export type Text = string | Phrase | Quantity | List

/** An English sentence with gaps, and the values that fill them. */
export interface Phrase {
  /** The sentence with its gaps as {0}, {1} ...: the key of its translations. */
  readonly phrase: string
  /** A number is written without grouping and with all of its digits; a `Quantity` says otherwise. */
  readonly values: readonly (Text | number)[]
}

/** A number with a unit or a notation, e.g. `{ number: 3.1, format: { style: 'unit', unit: 'megabyte' } }`. */
export interface Quantity {
  readonly number: number
  readonly format: Intl.NumberFormatOptions
}

/** Items in a row with "or" or "and" before the last, as in "a, b or c". */
export interface List {
  readonly list: readonly Text[]
  readonly last: 'or' | 'and'
}

/** One language besides English, as data. A phrase that it lacks is shown in English. */
export interface Language {
  /** Translations by English phrase. */
  readonly phrases: Readonly<Record<string, string>>
  /**
   * Names of commands and options by their English name in kebab case; lower case, words joined by hyphens. A command
   * that is not among them is shown in English: see `translationsOf`.
   */
  readonly names: Readonly<Record<string, string>>
}

export type Translate = (text: Text) => string

/** Languages by code, such as 'de' or 'pt-BR'. */
export type Languages = ReadonlyMap<string, Language>

/**
 * Makes a Phrase from a template literal.
 *
 * @example phrase`number ${3} in line`
 */
export function phrase(parts: TemplateStringsArray, ...values: readonly (Text | number)[]): Phrase {
  const key = parts.reduce((text, part, i) => `${text}{${i - 1}}${part}`)
  return { phrase: key, values }
}

/** English text that is not written as a template, such as a description, as a Phrase without gaps. */
export function sentence(english: string): Phrase {
  return { phrase: english, values: [] }
}

/** Texts in a row, such as "googlenet · 40 steps" with the separator ' · '. */
export function joined(texts: readonly Text[], separator: string): Text {
  return { phrase: texts.map((_, i) => `{${i}}`).join(separator), values: texts }
}

/** The English of a text. */
export function inEnglish(text: Text): string {
  return write(text, ENGLISH, {})
}

/** Translates into the language of `code`, such as 'de' or 'de-AT'; into English where that language is missing. */
export function translatorFor(code: string | undefined, languages: Languages): Translate {
  const known = knownCode(code, languages)
  const phrases = languages.get(known ?? '')?.phrases
  if (known === undefined || !phrases) return inEnglish
  return (text) => write(text, known, phrases)
}

/** The language of `code`, or of its part before the first hyphen. */
export function languageOf(code: string | undefined, languages: Languages): Language | undefined {
  return languages.get(knownCode(code, languages) ?? '')
}

function knownCode(code: string | undefined, languages: Languages): string | undefined {
  return [code, code?.split('-')[0]].find((each) => each !== undefined && languages.has(each))
}

/** International English: "1.6B", and no comma before the "or" of a list. */
const ENGLISH = 'en-001'

/** @param locale Decides how numbers and lists are written. */
function write(text: Text | number, locale: string, phrases: Language['phrases']): string {
  if (typeof text === 'string') return text
  if (typeof text === 'number') return numberFormat(locale, PLAIN).format(text)
  if ('number' in text) return numberFormat(locale, text.format).format(text.number)
  if ('list' in text) return listFormat(locale, text.last).format(text.list.map((item) => write(item, locale, phrases)))
  const pattern = phrases[text.phrase] ?? text.phrase
  return pattern.replace(/\{(\d+)\}/g, (_, index) => write(text.values[Number(index)] ?? '', locale, phrases))
}

const PLAIN: Intl.NumberFormatOptions = { useGrouping: false, maximumFractionDigits: 20, signDisplay: 'negative' }

const numberFormat = remembered((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options))

const listFormat = remembered(
  (locale, last: List['last']) => new Intl.ListFormat(locale, { type: last === 'or' ? 'disjunction' : 'conjunction' }),
)

/** Making a formatter takes far longer than using it: the layers of all networks are counted while somebody types. */
function remembered<Options, Format>(
  make: (locale: string, options: Options) => Format,
): (locale: string, options: Options) => Format {
  const made = new Map<string, Format>()
  return (locale, options) => {
    const key = `${locale} ${JSON.stringify(options)}`
    const format = made.get(key) ?? make(locale, options)
    made.set(key, format)
    return format
  }
}
