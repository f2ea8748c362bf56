/** Checks of every request, by host name, origin and header, and the security headers of every answer. */
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { refusal } from './errors.ts'

/** The page sets this header on all of its requests. Pages of other origins cannot: it needs a CORS preflight. */
const OWN_HEADER = 'x-dreambot'

interface GuardOptions {
  /** Values of the Host header that are accepted, with port. Undefined accepts any. */
  readonly hosts: () => readonly string[] | undefined
}

/** Restricts the page to scripts, styles and pictures of this server; inline scripts do not run. */
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
  // The playground is served over plain HTTP.
  strictTransportSecurity: false,
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
})

/** Keeps a picture that is opened as a page from running scripts. */
export const fileHeaders: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('content-security-policy', "default-src 'none'; sandbox")
}

/** Refuses requests under another host name: a page of that name may have rebound it to this machine (DNS rebinding). */
export function checkHost({ hosts }: GuardOptions): MiddlewareHandler {
  return async (c, next) => {
    const known = hosts()
    if (known && !known.includes(c.req.header('host') ?? '')) throw refusal('other-host')
    return next()
  }
}

/** Refuses requests of pages of another origin. */
export const checkOrigin: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site') ?? 'same-origin'
  const origin = c.req.header('origin')
  const isOwn = origin === undefined || hostOf(origin) === c.req.header('host')
  if (!isOwn || (site !== 'same-origin' && site !== 'none')) throw refusal('other-origin')
  return next()
}

/** Refuses requests without the page's own header, which another page's form or image cannot set. */
export const checkHeader: MiddlewareHandler = async (c, next) => {
  if (c.req.header(OWN_HEADER) === undefined) throw refusal('other-origin')
  return next()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
