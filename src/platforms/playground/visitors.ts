/** Identifies visitors: a secret in a cookie makes each browser a user of its own. If a token is set, it is needed to get one. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isSameSecret } from '../../system/same-secret.ts'
import { refusal } from './errors.ts'
import { LIMITS } from './limits.ts'

export interface Visitors {
  /** The user name of the request's visitor, from which the secret cannot be derived. Undefined without a valid cookie. */
  identify(c: Context): string | undefined
  /** Sets a new visitor's cookie and returns the user name. The caller has checked that the visitor may come in. */
  admit(c: Context): string
  /** Whether anybody may come in: no token is set. */
  readonly isOpen: boolean
  /** Whether the token is right; 'wait' after too many wrong ones. */
  checkToken(token: string): 'right' | 'wrong' | 'wait'
}

interface VisitorsOptions {
  /** The playground's token. If undefined, whoever reaches the page may come in. */
  readonly token: string | undefined
  /** The port is part of the cookie's name, because servers on different ports of a host share their cookies. */
  readonly port: () => number
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

export function createVisitors({ token, port, now = Date.now }: VisitorsOptions): Visitors {
  /** Times of wrong tokens. */
  let wrong: number[] = []
  const cookieName = () => `dreambot-${port()}`
  /** Proves that the visitor knew the token. A new token makes it invalid. */
  const seal = (secret: string) => (token === undefined ? 'open' : hmac(token, secret))
  const userOf = (secret: string) => createHash('sha256').update(secret).digest('base64url').slice(0, 22)

  return {
    identify(c) {
      const [secret = '', sealed = ''] = (getCookie(c, cookieName()) ?? '').split('.')
      if (!SECRET.test(secret) || !isSameSecret(sealed, seal(secret))) return undefined
      return userOf(secret)
    },

    admit(c) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const value = `${secret}.${seal(secret)}`
      const options = { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: LIMITS.cookieSeconds } as const
      setCookie(c, cookieName(), value, options)
      return userOf(secret)
    },

    isOpen: token === undefined,

    checkToken(given) {
      wrong = wrong.filter((at) => at > now() - LIMITS.wrongTokensMs)
      if (wrong.length >= LIMITS.wrongTokens) return 'wait'
      if (token === undefined || isSameSecret(given, token)) return 'right'
      wrong.push(now())
      return 'wrong'
    },
  }
}

/** The context of requests behind `visitorsOnly`. */
export interface RequestContext {
  Variables: { readonly visitor: string }
}

/** Refuses requests without a valid cookie; the setup and login requests set it. */
export function visitorsOnly(visitors: Visitors): MiddlewareHandler<RequestContext> {
  return async (c, next) => {
    const visitor = visitors.identify(c)
    if (visitor === undefined) throw refusal('not-logged-in')
    c.set('visitor', visitor)
    return next()
  }
}

const SECRET_BYTES = 32
/** `SECRET_BYTES` in base64url. */
const SECRET = /^[\w-]{43}$/

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}
