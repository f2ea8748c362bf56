/** Destinations of results: links, folders, pipes and devices. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import sharp from 'sharp'
import { MAIN, run, workFolder } from './run.ts'

const folder = workFolder()
const inside = (name: string) => join(folder, name)
const FILTER = ['filter', 'block1_conv1', '3', '--size', '32', '--iterations', '1']
const recipe = { command: 'filter', network: 'minivgg', layer: 'block1_conv1', seed: 1, parameters: { format: 'png' } }

before(() => {
  for (const name of ['other', 'taken.gif.png']) mkdirSync(inside(name))
  writeFileSync(inside('job.json'), JSON.stringify(recipe))
  writeFileSync(inside('other/old.png'), 'old')
  symlinkSync('other/old.png', inside('link.png'))
  symlinkSync('other/none.png', inside('loose.png'))
  execFileSync('mkfifo', [inside('pipe.png')])
})

test('a result replaces the target of a link, and the link stays', async () => {
  const { code, stdout, stderr } = await run([...FILTER, '--out', 'link.png'], { folder })
  assert.equal(code, 0, stderr)
  assert.equal(stdout.trim(), inside('link.png'))
  assert.ok(lstatSync(inside('link.png')).isSymbolicLink())
  assert.equal((await sharp(inside('other/old.png')).metadata()).format, 'png')
  assert.deepEqual(readdirSync(inside('other')), ['old.png'])
})

for (const closed of [['stdout'], ['stderr'], ['stdout', 'stderr']] as const) {
  test(`a render continues when nobody reads its ${closed.join(' and ')}`, async () => {
    const name = `${closed.join('-')}.png`
    const { code, stderr } = await run([...FILTER, '--out', name], { folder, closed })
    assert.equal(code, 0, stderr)
    assert.doesNotMatch(stderr, /EPIPE/)
    assert.ok(readFileSync(inside(name)).length > 0)
  })
}

test('on a terminal the path of the result has a line of its own', { skip: !hasScript() }, () => {
  // log-update draws nothing on a terminal without a size.
  const command = `stty rows 24 cols 120; '${process.execPath}' '${MAIN}' ${FILTER.join(' ')} --out tty.png`
  const env = { PATH: process.env.PATH, INIT_CWD: folder, DREAMBOT_DATA: inside('data'), TERM: 'xterm' }
  const screen = execFileSync('script', ['-qec', command, '/dev/null'], { env, encoding: 'utf8' })
  const [before = '', after = ''] = screen.split(inside('tty.png'))
  assert.ok(before.includes('░'), 'there is a bar')
  assert.ok(before.lastIndexOf('\u001b[2K') > before.lastIndexOf('░'), 'it is erased before the path')
  assert.ok(!after.includes('\u001b[1A'), 'the path is not')
})

test('without --out the folder is checked before the render', async () => {
  const { code, stderr } = await run(FILTER, { folder, settings: { INIT_CWD: inside('nowhere') } })
  assert.equal(code, 1)
  assert.match(stderr, /nowhere cannot be written to: there is no such file or folder\. Name a file with --out\.\n$/)
  assert.doesNotMatch(stderr, /step/)
})

describe('refused before the render', () => {
  const mistakes: Readonly<Record<string, readonly [argv: string[], said: RegExp]>> = {
    'a pipe for a picture': [[...FILTER, '--out', 'pipe.png'], /pipe\.png cannot be written: it is not a regular file/],
    'a device for a report': [[...FILTER, '--report', '/dev/null'], /null cannot be written: it is not a regular file/],
    'a broken link': [[...FILTER, '--out', 'loose.png'], /loose\.png cannot be written: it is a broken link/],
    'one file for both': [[...FILTER, '--out', 'x.png', '--report', './x.png'], /--out and --report are the same file/],
    'an extension that is no picture, with a recipe': [
      ['render', 'job.json', '--out', 'again.txt'],
      /again\.txt ends in \.txt/,
    ],
    'a folder with the name that the recipe’s format makes': [
      ['render', 'job.json', '--out', 'taken.gif'],
      /taken\.gif\.png .* a folder/,
    ],
    'a format that the command lacks': [
      ['kernels', 'block1_conv1', '--out', 'x.gif'],
      /kernels cannot write x\.gif: it writes png, jpeg/,
    ],
    'an unknown format': [[...FILTER, '--format', 'PNG', '--out', 'x.png'], /format must be png.*, not PNG/],
    'a device for a photo': [['dream', '/dev/zero'], /zero cannot be read: it is not a regular file/],
  }
  for (const [name, [argv, said]] of Object.entries(mistakes)) {
    test(name, async () => {
      const files = readdirSync(folder)
      const { code, stdout, stderr } = await run(argv, { folder })
      assert.match(stderr, said)
      assert.doesNotMatch(stderr, /step/)
      assert.deepEqual([code, stdout], [1, ''])
      assert.deepEqual(readdirSync(folder), files)
    })
  }
})

/** Whether the `script` of util-linux is installed; others have other options. */
function hasScript(): boolean {
  return /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '')
}
