import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCommands } from '../../../src/command/load.ts'
import { parseArguments } from '../../../src/platforms/cli/arguments.ts'
import { helpText } from '../../../src/platforms/cli/help.ts'

const commands = await loadCommands()
const parse = (...argv: string[]) => parseArguments(argv, commands)

test('help accepts aliases and refuses unknown commands', () => {
  assert.equal(parse('help', 'render').command, 'recipe')
  assert.equal(parse('help', '--help').command, 'help')
  assert.throws(() => parse('help', 'dreem'), /There is no command "dreem"/)
})

test('an option without a value is refused', () => {
  assert.throws(() => parse('dream', 'a.jpg', '--size'), /--size needs a value/)
  assert.throws(() => parse('dream', 'a.jpg', '--size', '--seed', '3'), /--size needs a value/)
  assert.throws(() => parse('dream', '--image'), /--image needs the name of a file/)
  assert.throws(() => parse('dream', 'a.jpg', '--out', '--report', 'r.json'), /--out needs the name of a file/)
})

test('only commands that render have --out and --report', () => {
  assert.throws(() => parse('networks', '--out', 'x.png'), /no option out/)
  assert.doesNotMatch(helpText(commands, 'networks'), /--out|--report/)
  for (const name of ['dream', 'recipe']) assert.match(helpText(commands, name), /--out .*\n.*--report/)
})

test('a network’s name after `networks` gets a hint about fetching it', () => {
  assert.throws(() => parse('networks', 'vgg16'), { hint: /networks -- pull/ })
})
