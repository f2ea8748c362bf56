/** The language of the person who sent a request. */
import type { Context } from 'hono'
import { type Languages, languageOf, type Translate, translatorFor } from '../../i18n/phrase.ts'

interface Reader {
  /** The language's code, as in 'de-AT'. 'en' if none of the preferred languages is available. */
  readonly code: string
  readonly translate: Translate
}

/** @param header The Accept-Language header, such as `de-AT, de;q=0.9, en;q=0.8`; browsers order it by preference. */
export function readerOf(header: string | undefined, languages: Languages): Reader {
  const wanted = (header ?? '').split(',').map((part) => part.replace(/;.*/s, '').trim())
  const code = wanted.find((each) => /^en(-|$)/i.test(each) || languageOf(each, languages)) ?? 'en'
  return { code, translate: translatorFor(code, languages) }
}

export function readerFrom(c: Context, languages: Languages): Reader {
  return readerOf(c.req.header('accept-language'), languages)
}
