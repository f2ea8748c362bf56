/** Checks requests and answers against Discord's own OpenAPI description of its API. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { weightsFolder } from '../../support/shared.ts'

const file = join(dirname(weightsFolder), 'specs', 'discord-openapi.json')

/** For a test's `skip`: why nothing can be checked here, or false if it can. */
export const withoutSpec = existsSync(file) ? false : `no ${file}`

// There nothing may be skipped.
if (withoutSpec && process.env.CI) throw new Error(withoutSpec)

export interface Spec {
  /** What is wrong with a request: nothing, or one sentence. */
  request(method: string, path: string, body: unknown): readonly string[]
  /** What is wrong with what was answered. */
  answer(method: string, path: string, status: number, body: unknown): readonly string[]
}

let loaded: Spec | undefined

/** Read once in a process. Finds nothing wrong, and says so, where the description is absent. */
export function loadSpec(): Spec {
  loaded ??= withoutSpec ? blind() : createSpec()
  return loaded
}

function blind(): Spec {
  console.warn(`requests are not checked against Discord's API: ${withoutSpec}`)
  return { request: () => [], answer: () => [] }
}

function createSpec(): Spec {
  const document = corrected(JSON.parse(readFileSync(file, 'utf8')))
  const ajv = new Ajv2020({ strict: false, logger: false, formats: FORMATS })
  // Its types are those of a CommonJS module.
  ;(formats as unknown as typeof formats.default)(ajv)
  ajv.addSchema(document, 'discord')
  const templates = Object.keys(document.paths)
    .map((template) => ({ template, pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
    // A path that is named outright comes before one with a gap in its place.
    .sort((a, b) => gaps(a.template) - gaps(b.template))

  function validator(...pointer: readonly string[]): ValidateFunction | undefined {
    let level: unknown = document
    for (const key of pointer) level = (level as Record<string, unknown> | undefined)?.[key]
    if (level === undefined) return undefined
    const fragment = pointer.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    return ajv.getSchema(`discord#/${fragment}`)
  }

  function operation(method: string, path: string): string[] | undefined {
    const verb = method.toLowerCase()
    const found = templates.find(({ template, pattern }) => pattern.test(path) && document.paths[template]?.[verb])
    return found && ['paths', found.template, verb]
  }

  function problems(validate: ValidateFunction | undefined, value: unknown, what: string): string[] {
    if (!validate || validate(value)) return []
    return [`${what} ${sentence(validate.errors ?? [])}`]
  }

  const spec: Spec = {
    request(method, path, body) {
      const at = operation(method, path)
      if (!at) return [`${method} ${path}: Discord has no such operation`]
      const validate = validator(...at, 'requestBody', 'content', 'application/json', 'schema')
      const what = `${method} ${at[1]}:`
      if (body === undefined) return validate && at[2] !== 'delete' ? [`${what} lacks a body`] : []
      return validate ? problems(validate, body, what) : [`${what} takes no body`]
    },
    answer(method, path, status, body) {
      const at = operation(method, path)
      if (!at || body === undefined) return []
      const validate = validator(...at, 'responses', String(status), 'content', 'application/json', 'schema')
      return problems(validate, body, `${method} ${at[1]} ${status}:`)
    },
  }
  // Or an interaction's acknowledgement would wait for the compiler.
  spec.request('POST', '/interactions/0/token/callback', {})
  spec.request('PATCH', '/webhooks/0/token/messages/@original', {})
  return spec
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Record<string, { properties?: Record<string, object> }> }
}

/** Discord's documentation, and Discord itself, take permissions as text, which its description forgets. */
function corrected(document: Document): Document {
  for (const { properties = {} } of Object.values(document.components.schemas)) {
    if (properties.default_member_permissions) properties.default_member_permissions = PERMISSIONS
  }
  return document
}

const PERMISSIONS = { type: ['string', 'integer', 'null'], pattern: '^[0-9]+$' }
const FORMATS = { snowflake: /^(0|[1-9][0-9]*)$/, nonce: true } as const

function gaps(template: string): number {
  return template.split('{').length
}

/** Of many alternatives that fail, the one that went farthest says best what is wrong. */
function sentence(errors: readonly ErrorObject[]): string {
  const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length
  const union = new Set(['anyOf', 'oneOf', 'enum', 'const'])
  const telling = errors.filter(({ keyword }) => !union.has(keyword))
  const [worst] = (telling.length > 0 ? telling : [...errors]).toSorted((a, b) => depth(b) - depth(a))
  return worst ? `${worst.instancePath.slice(1).replaceAll('/', '.') || 'it'} ${worst.message}` : 'does not validate'
}
