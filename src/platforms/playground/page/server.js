/** Requests to the server's API. Their header tells the server that its own page sends them. */

/** @typedef {import('../render.ts').Card} Card */
/** @typedef {import('../render.ts').CardOutcome} Outcome */
/** @typedef {import('../compose/forms.ts').Form} Form */
/** @typedef {import('../compose/forms.ts').Field} Field */
/** @typedef {import('../compose/suggest.ts').Completion} Completion */
/** @typedef {import('../page-texts.ts').PageTexts} Texts */
/** @typedef {import('../receive/composer.ts').Setup} Setup */

/** An answer with an error status. The message is the server's sentence for people, or empty. */
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
 * Sends a GET request. Resolves to the JSON of the answer; rejects with a `Refusal`.
 * @param {string} path
 * @param {Readonly<Record<string, string>>} [query]
 */
export function ask(path, query = {}) {
  const search = new URLSearchParams(query)
  return request(`${path}?${search}`, {})
}

/**
 * Sends a POST request. Resolves to the JSON of the answer; rejects with a `Refusal`.
 * @param {string} path
 * @param {unknown} body Sent as JSON; a Blob is sent as it is.
 */
export function post(path, body) {
  return request(path, { method: 'POST', body: body instanceof Blob ? body : JSON.stringify(body) })
}

/**
 * Sends a DELETE request. Rejects with a `Refusal`.
 * @param {string} path
 */
export function remove(path) {
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
