/** Who has sent a request: which visitor, reading which language. */
import type { Context, MiddlewareHandler } from 'hono'
import { type Languages, languageOf, type Translate, translatorFor } from '../../i18n/phrase.ts'
import type { Visitors } from './visitors.ts'

/** Of Hono's contexts behind `visitorsOnly`. */
export interface RequestContext {
  Variables: { readonly visitor: string }
}

interface Reader {
  /** As in 'de-AT'; 'en' where there is nothing they would rather read. */
  readonly code: string
  readonly translate: Translate
}

/** @param header Of the kind `de-AT, de;q=0.9, en;q=0.8`, which browsers send in the order of preference. */
export function readerOf(header: string | undefined, languages: Languages): Reader {
  const wanted = (header ?? '').split(',').map((part) => part.replace(/;.*/s, '').trim())
  const code = wanted.find((each) => /^en(-|$)/i.test(each) || languageOf(each, languages)) ?? 'en'
  return { code, translate: translatorFor(code, languages) }
}

export function readerFrom(c: Context, languages: Languages): Reader {
  return readerOf(c.req.header('accept-language'), languages)
}

/** Lets in who has been here before; how one comes in for the first time is the setup's affair. */
export function visitorsOnly(visitors: Visitors): MiddlewareHandler<RequestContext> {
  return async (c, next) => {
    const visitor = visitors.of(c)
    if (visitor === undefined) return c.json({}, 401)
    c.set('visitor', visitor)
    return next()
  }
}
