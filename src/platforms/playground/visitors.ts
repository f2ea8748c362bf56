/** Who visits: a secret in a cookie makes each browser a user of its own; where a token is set, only its holders get one. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isSameSecret } from '../../system/same-secret.ts'

export interface Visitors {
  /** Their user name with the bot, which does not tell the secret. Undefined for who must still be let in. */
  of(c: Context): string | undefined
  /** Gives a new visitor a cookie. Only for who may come in. */
  welcome(c: Context): string
  /** Whether anybody may come in. */
  readonly open: boolean
  /** Whether the token is right: 'wait' after too many that were wrong. */
  check(token: string): 'right' | 'wrong' | 'wait'
}

interface VisitorsOptions {
  /** Without one, whoever reaches the page may come in. */
  readonly token: string | undefined
  /** Pages at several ports of a host share its cookies, which have names of their own for that. */
  readonly port: () => number
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

const SECRET_BYTES = 32
const YEAR = 365 * 24 * 3600
/** Wrong tokens in a minute, from all sides. */
const MOST_WRONG = 20

export function createVisitors({ token, port, now = Date.now }: VisitorsOptions): Visitors {
  /** When a wrong token came. */
  let wrong: number[] = []
  const name = () => `dreambot-${port()}`
  /** Proves that its holder knew the token, and is worthless when that changes. */
  const seal = (secret: string) => (token === undefined ? 'open' : hmac(token, secret))
  const userOf = (secret: string) => createHash('sha256').update(secret).digest('base64url').slice(0, 22)

  return {
    of(c) {
      const [secret = '', sealed = ''] = (getCookie(c, name()) ?? '').split('.')
      if (!SECRET.test(secret) || !isSameSecret(sealed, seal(secret))) return undefined
      return userOf(secret)
    },

    welcome(c) {
      const secret = randomBytes(SECRET_BYTES).toString('base64url')
      const value = `${secret}.${seal(secret)}`
      setCookie(c, name(), value, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: YEAR })
      return userOf(secret)
    },

    open: token === undefined,

    check(given) {
      wrong = wrong.filter((at) => at > now() - 60_000)
      if (wrong.length >= MOST_WRONG) return 'wait'
      if (token === undefined || isSameSecret(given, token)) return 'right'
      wrong.push(now())
      return 'wrong'
    },
  }
}

const SECRET = /^[\w-]{43}$/

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}
