/** Requests to the server, which knows its own page by their header. */

/** @typedef {import('../render.ts').Card} Card */
/** @typedef {import('../render.ts').CardOutcome} Outcome */
/** @typedef {import('../compose/forms.ts').Form} Form */
/** @typedef {import('../compose/forms.ts').Field} Field */
/** @typedef {import('../compose/suggest.ts').Offer} Offer */
/** @typedef {import('../page-texts.ts').PageTexts} Words */
/** @typedef {import('../receive/composer.ts').Setup} Setup */

/** What the server refuses, in its own words if it has any. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} text
   */
  constructor(status, text) {
    super(text)
    this.status = status
  }
}

/**
 * @param {string} path
 * @param {Readonly<Record<string, string>>} [query]
 */
export function ask(path, query = {}) {
  const search = new URLSearchParams(query)
  return request(`${path}?${search}`, {})
}

/**
 * @param {string} path
 * @param {unknown} body Sent as JSON, but for bytes.
 */
export function tell(path, body) {
  return request(path, { method: 'POST', body: body instanceof Blob ? body : JSON.stringify(body) })
}

/** @param {string} path */
export function erase(path) {
  return request(path, { method: 'DELETE' })
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function request(path, options) {
  const response = await fetch(`/api/${path}`, { ...options, headers: { 'x-dreambot': 'page' } })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new Refusal(response.status, answer.text ?? '')
  return answer
}
