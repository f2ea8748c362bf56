/** What every request must pass, whatever it asks for: hosts, origins, and the headers that bind the browser. */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/** The page sends it with every request of its own; other origins cannot without asking first. */
const OWN_HEADER = 'x-dreambot'

interface GuardOptions {
  /** Names that a request may call the server by, with its port. Default any. */
  readonly hosts: () => readonly string[] | undefined
}

/** Only scripts, styles and pictures that the server itself sends; nothing in the page's markup is run. */
export const pageHeaders: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    mediaSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // For a name that only this machine knows by that name there is no HTTPS to insist on.
  strictTransportSecurity: false,
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
})

/** A picture is never a page, even if a browser is made to open it as one. */
export const fileHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('content-security-policy', "default-src 'none'; sandbox")
}

/** A name that leads here without being ours is somebody else's page, which has rebound it. */
export function checkHost({ hosts }: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const known = hosts()
    if (known && !known.includes(c.req.header('host') ?? '')) return c.text('This name is not served here.\n', 421)
    return next()
  }
}

/** Refuses what another origin's page has sent. */
export const checkOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site') ?? 'same-origin'
  const origin = c.req.header('origin')
  const isOwn = origin === undefined || hostOf(origin) === c.req.header('host')
  if (!isOwn || (site !== 'same-origin' && site !== 'none')) return c.text('Requests come from the page itself.\n', 403)
  return next()
}

/** Refuses what is sent without the header that a form or picture of another page cannot set. */
export const checkHeader: MiddlewareHandler = async (c, next) => {
  if (c.req.header(OWN_HEADER) === undefined) return c.text('Requests come from the page itself.\n', 403)
  return next()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
