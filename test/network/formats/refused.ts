/** Checks that weights files are refused, with a sentence that gives the reason. */
import assert from 'node:assert/strict'
import { UserError } from '../../../src/core/errors.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { vgg } from '../../../src/network/formats/plan.ts'
import type { Network } from '../../../src/network/graph/graph.ts'
import { modelOf, temporaryFolder } from '../catalog/folder.ts'

export const plan = vgg([[4], [6, 5]])
export const folder = await temporaryFolder()

/** Reads `content` from a file with the extension `kind`. */
export async function read(kind: string, content: string | Uint8Array): Promise<Network> {
  await folder.write(`bad.${kind}`, content)
  return load({ name: 'tiny', model: modelOf(`bad.${kind}`, { plan }), folder: folder.path })
}

/** Asserts that the file is refused with a sentence of its name, what was found, and what was expected. */
export async function assertRefused(kind: string, content: string | Uint8Array, found: RegExp, expected: RegExp) {
  const error = await read(kind, content).then(
    () => assert.fail('it was read'),
    (reason: unknown) => reason,
  )
  assertSentence(error, kind)
  const [, before = '', after = ''] = /cannot be used: (.*); expected (.*)\.$/.exec(error.message) ?? []
  assert.match(before, found)
  assert.match(after, expected)
}

export function assertSentence(error: unknown, kind: string): asserts error is UserError {
  assert.ok(error instanceof UserError, String(error instanceof Error ? error.stack : error))
  assert.equal(error.code, 'bad-weights')
  assert.match(error.message, new RegExp(`^The weights file bad\\.${kind} cannot be used: [^;]+; expected [^;]+\\.$`))
  assert.doesNotMatch(error.message, /undefined|null|NaN|object|\n|Error/)
  assert.match(error.hint, /^[A-Z].*\.$/)
}
