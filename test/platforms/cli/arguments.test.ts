import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadCommands } from '../../../src/command/load.ts'
import { parseArguments } from '../../../src/platforms/cli/arguments.ts'
import { helpText } from '../../../src/platforms/cli/help.ts'

const commands = await loadCommands()
const parse = (...argv: string[]) => parseArguments(argv, commands)

test('help knows the other names of commands, and which commands there are not', () => {
  assert.equal(parse('help', 'render').command, 'recipe')
  assert.equal(parse('help', '--help').command, 'help')
  assert.throws(() => parse('help', 'dreem'), /There is no command "dreem"/)
})

test('an option without its value says so', () => {
  assert.throws(() => parse('dream', 'a.jpg', '--size'), /--size needs a value/)
  assert.throws(() => parse('dream', 'a.jpg', '--size', '--seed', '3'), /--size needs a value/)
  assert.throws(() => parse('dream', '--image'), /--image needs the name of a file/)
  assert.throws(() => parse('dream', 'a.jpg', '--out', '--report', 'r.json'), /--out needs the name of a file/)
})

test('only commands that render take and offer the name of a result', () => {
  assert.throws(() => parse('networks', '--out', 'x.png'), /no option out/)
  assert.doesNotMatch(helpText(commands, 'networks'), /--out|--report/)
  for (const name of ['dream', 'recipe']) assert.match(helpText(commands, name), /--out .*\n.*--report/)
})

test('a network named to the list of networks is told how it is fetched', () => {
  assert.throws(() => parse('networks', 'vgg16'), { hint: /networks -- pull/ })
})
