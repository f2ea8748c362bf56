/** The command line from end to end: the real program, scheduler, worker and engine, with minivgg. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import sharp from 'sharp'
import { type Outcome, run, workFolder } from './run.ts'

const folder = workFolder()
const inside = (name: string) => join(folder, name)
const dreambot = (...argv: string[]) => run(argv, { folder })
const SMALL = ['--octaves', '2', '--iterations', '3', '--size', '96']

before(async () => {
  // Noise over a gradient excites all layers.
  const data = Buffer.from(Array.from({ length: 120 * 90 * 3 }, (_, i) => (i * 7919 + (i % 360)) % 256))
  await sharp(data, { raw: { width: 120, height: 90, channels: 3 } })
    .blur(2)
    .jpeg()
    .toFile(inside('photo.jpg'))
})

describe('a dream', () => {
  test('is written to --out, described in --report, and replayed to the same bytes', async () => {
    const argv = ['dream', '--image', 'photo.jpg', ...SMALL, '--out', 'dream.png', '--report', 'report.json']
    const { code, stdout, stderr } = await dreambot(...argv)
    assert.equal(code, 0, stderr)
    assert.equal(stdout.trim(), inside('dream.png'))
    assert.match(stderr, /0% {2}octave 1\/2 {2}step 1\/3 {2}score [\d.]+/)
    assert.match(stderr, /minivgg · block4_conv3 · 6 steps · [\d.]+ s · seed \d+/)
    const { width, height } = await sharp(inside('dream.png')).metadata()
    assert.deepEqual([width, height], [96, 72])

    const report = JSON.parse(readFileSync(inside('report.json'), 'utf8'))
    assert.deepEqual(report.size, [96, 72])
    assert.equal(report.score.length, 6)
    assert.equal(report.stepSeconds.length, 6)
    assert.equal(report.engine, 'onnx-cpu')
    assert.equal(report.network, 'minivgg')
    assert.deepEqual(report.layers, ['block4_conv3'])
    assert.deepEqual(report.files, [inside('dream.png')])
    assert.ok(report.score[5] > report.score[3], 'the score rises')

    writeFileSync(inside('job.json'), JSON.stringify(report.job))
    for (const recipe of ['report.json', 'job.json']) {
      const again = await dreambot('render', recipe, '--out', 'again.png')
      assert.equal(again.code, 0, again.stderr)
      assert.deepEqual(readFileSync(inside('again.png')), readFileSync(inside('dream.png')), recipe)
    }
  })

  test('takes a second photo as its guide, also with a recipe', async () => {
    await sharp(inside('photo.jpg')).resize(60, 60, { fit: 'fill' }).negate().png().toFile(inside('guide.png'))
    const layers = 'block2_conv1, block3_conv1:2'
    const led = ['--guide', 'guide.png', '--layers', layers, '--out', 'led.png', '--report', 'led.json']
    const { code, stderr } = await dreambot('dream', 'photo.jpg', ...SMALL, ...led)
    assert.equal(code, 0, stderr)
    const { job, layers: named } = JSON.parse(readFileSync(inside('led.json'), 'utf8'))
    assert.match(job.guide, /^[0-9a-f]{64}$/)
    assert.deepEqual(
      [job.parameters.layers, named],
      ['block2_conv1:1, block3_conv1:2', ['block2_conv1', 'block3_conv1']],
    ) // prettier-ignore
    const again = await dreambot('render', 'led.json', '--guide', 'guide.png', '--out', 'led-again.png')
    assert.equal(again.code, 0, again.stderr)
    assert.deepEqual(readFileSync(inside('led-again.png')), readFileSync(inside('led.png')))
  })

  test('of several frames is an animation whose frames differ', async () => {
    const { code, stderr } = await dreambot('dream', 'photo.jpg', ...SMALL, '--frames', '3', '--out', 'dream.gif')
    assert.equal(code, 0, stderr)
    const { pages, width, pageHeight } = await sharp(inside('dream.gif'), { animated: true }).metadata()
    assert.deepEqual([pages, width, pageHeight], [3, 96, 72])
    const frames = await Promise.all([0, 1, 2].map((page) => sharp(inside('dream.gif'), { page }).raw().toBuffer()))
    assert.notDeepEqual(frames[0], frames[1])
    assert.notDeepEqual(frames[1], frames[2])
  })

  test('keeps the recipe’s format if --out has another extension', async () => {
    await dreambot('dream', 'photo.jpg', ...SMALL, '--out', 'kind.png', '--report', 'kind.json')
    const { code, stdout } = await dreambot('render', 'kind.json', '--out', 'kind.webp')
    assert.equal(code, 0)
    assert.equal(stdout.trim(), inside('kind.webp.png'))
    assert.equal((await sharp(inside('kind.webp.png')).metadata()).format, 'png')
  })

  test('is written under a generated name without --out', async () => {
    const { code, stdout } = await dreambot('dream', 'photo.jpg', ...SMALL, '--seed', '5', '--format', 'webp')
    assert.equal(code, 0)
    assert.equal(stdout.trim(), inside('dream-block4_conv3-5.webp'))
    assert.ok(statSync(stdout.trim()).size > 0)
  })
})

describe('a filter', () => {
  test('is drawn from noise, and several as a grid', async () => {
    const one = await dreambot(
      'filter',
      '--layer',
      'block3_conv1',
      '--filters',
      '12',
      '--iterations',
      '3',
      '--size',
      '96',
      '--out',
      'one.png',
    )
    assert.equal(one.code, 0, one.stderr)
    const single = await sharp(inside('one.png')).metadata()
    assert.deepEqual([single.width, single.height], [96, 96])
    const some = await dreambot(
      'filter',
      'block3_conv1',
      '0-3',
      '--iterations',
      '3',
      '--size',
      '64',
      '--out',
      'grid.png',
    )
    assert.equal(some.code, 0, some.stderr)
    assert.match(some.stderr, /filters 0-3/)
    const grid = await sharp(inside('grid.png')).metadata()
    assert.ok(grid.width >= 128 && grid.height >= 128 && grid.width < 150)
  })

  test('is drawn into a photo', async () => {
    const { code, stderr } = await dreambot(
      ...['filter', 'block2_conv1', '3', '--image', 'photo.jpg', '--iterations', '2', '--out', 'drawn.png'],
    )
    assert.equal(code, 0, stderr)
    const { width, height } = await sharp(inside('drawn.png')).metadata()
    assert.deepEqual([width, height], [120, 90])
  })
})

describe('help', () => {
  test('lists the commands, and the options of each', async () => {
    const overview = await dreambot('help')
    assert.equal(overview.code, 0)
    for (const command of ['dream', 'filter', 'recipe, render']) assert.ok(overview.stdout.includes(command), command)
    const { code, stdout } = await dreambot('dream', '--help')
    assert.equal(code, 0)
    assert.match(stdout, /--octave-scale .*a number from 1.1 to 2; default 1.4/)
    assert.match(stdout, /--image .*FILE/)
    for (const command of ['queue', 'cancel', 'settings']) assert.ok(!overview.stdout.includes(command), command)
  })
})

describe('Ctrl-C', () => {
  test('stops a render within a step, leaves no file, and exits with 130', async () => {
    const { code, stdout, stderr } = await run(
      ['dream', 'photo.jpg', '--iterations', '100', '--octaves', '8', '--octave-scale', '1.1', '--out', 'never.png'],
      { folder, interruptAt: /step/ },
    )
    assert.equal(code, 130, stderr)
    assert.equal(stdout, '')
    assert.match(stderr, /is being cancelled\.\ndream block4_conv3 of minivgg: cancelled\n$/)
    assert.ok(!readdirSync(folder).some((name) => name.includes('never.png')))
  })
})

describe('every mistake is one sentence, exit code 1, and no file', () => {
  const mistakes: Readonly<Record<string, readonly [argv: string[], said: RegExp]>> = {
    'an unknown command': [['drem', 'photo.jpg'], /There is no command "drem"\. Did you mean dream\?/],
    'a command of chats alone': [['queue'], /There is no command "queue"\./],
    'no command and no chat': [[], /No chat is set up\. Set the token of a chat as \.env\.example shows/],
    'half a chat': [[], /SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot\. Set SLACK_APP_TOKEN/],
    'a token of another kind': [
      [],
      /The setting SLACK_BOT_TOKEN cannot be what it is set to\. See \.env\.example\.\n$/,
    ],
    'an unknown option': [['dream', 'photo.jpg', '--octave', '3'], /no option octave\. Did you mean octaves\?/],
    'a value too many': [['recipe', 'a.json', 'photo.jpg', 'photo.jpg', 'more'], /"more" is one value too many/],
    'no photo': [['dream'], /image is missing\. Attach a photo/],
    'a photo that is not there': [['dream', 'nope.jpg'], /The file nope\.jpg cannot be read: there is no such file/],
    'a folder for a photo': [['dream', '.'], /cannot be read: it is a folder/],
    'a photo of no bytes': [['dream', 'empty.jpg'], /empty|no bytes|0 bytes/i],
    'a text for a photo': [['dream', 'notes.txt'], /not a picture/],
    'half a photo': [['dream', 'half.jpg'], /damaged|incomplete|cut|whole/i],
    'an unknown layer': [['dream', 'photo.jpg', '--layer', 'block9'], /has no layer "block9"\. Did you mean block/],
    'an unknown network': [['dream', 'photo.jpg', '--network', 'minivg'], /no network "minivg"\. Did you mean minivgg/],
    'missing weights': [
      ['dream', 'photo.jpg', '--network', 'squeezenet', '--layer', 'prob'],
      /weights of squeezenet's prob are not installed: .* ends at conv10. Put squeezenet1_1.onnx into .*, or use a layer up to conv10/,
    ],
    'a filter out of range': [
      ['filter', 'block1_conv1', '24'],
      /Filter 24 does not exist: block1_conv1 has filters 0 to 23/,
    ],
    'filters that are none': [['filter', 'block1_conv1', 'many'], /many.*12.*3,7,12 or 0-24/],
    'a number out of range': [
      ['dream', 'photo.jpg', '--octaves', '9'],
      /octaves must be a whole number from 1 to 8, not 9/,
    ],
    'no number': [['dream', 'photo.jpg', '--step', 'far'], /step must be a number from 0\.1 to 20, not "?far/],
    'a size out of range': [
      ['dream', 'photo.jpg', '--size', '100000'],
      /size must be a whole number from 32 to 2048, not 100000/,
    ],
    'a photo too small for its octaves': [
      ['dream', 'dot.png', '--octaves', '8', '--octave-scale', '2'],
      /too small: the smallest of 8 octaves would be .* needs 8 x 8\. Ask for a size of at least \d+, or for at most 3 octaves/,
    ],
    'an extension that is no picture': [['dream', 'photo.jpg', '--out', 'x.bmp'], /x\.bmp ends in \.bmp: results are/],
    'an extension that contradicts the format': [
      ['dream', 'photo.jpg', '--format', 'webp', '--out', 'x.png'],
      /contradict each other/,
    ],
    'frames in a png': [
      ['dream', 'photo.jpg', '--frames', '4', '--out', 'x.png'],
      /4 frames do not fit into a png file/,
    ],
    'a folder that is not there': [
      ['dream', 'photo.jpg', '--out', 'no/x.png'],
      /no\/x\.png cannot be written: there is no such/,
    ],
    'a folder for a result': [
      ['dream', 'photo.jpg', '--out', 'data.png'],
      /data\.png cannot be written: it is a folder/,
    ],
    'a recipe that is none': [['render', 'notes.txt'], /This is no recipe: it is not JSON/],
    'a recipe out of range': [['render', 'tampered.json'], /octaves must be a whole number from 1 to 8, not 800/],
    'a recipe whose photo is gone': [
      ['render', 'gone.json'],
      /photo of this picture is no longer kept\. Attach it again/,
    ],
    'a wrong setting': [['dream', 'photo.jpg'], /The setting DREAMBOT_ENGINE cannot be "abacus"/],
    'a damaged weights file': [['dream', 'photo.jpg', '--network', 'squeezenet'], /squeezenet1_1\.onnx cannot be used/],
  }
  const settings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'no command and no chat': { DREAMBOT_PLAYGROUND: 'no' },
    'a wrong setting': { DREAMBOT_ENGINE: 'abacus' },
    'half a chat': { SLACK_BOT_TOKEN: 'xoxb-1' },
    'a token of another kind': { SLACK_BOT_TOKEN: 'xapp-secret' },
    'a damaged weights file': { DREAMBOT_WEIGHTS: inside('damaged') },
  }

  before(async () => {
    for (const name of ['data.png', 'damaged']) mkdirSync(inside(name))
    const recipe = { command: 'dream', network: 'minivgg', layer: 'block1_conv1', seed: 1 }
    const files: Record<string, string | Uint8Array> = {
      'empty.jpg': '',
      'notes.txt': 'Dear diary, today I saw a raccoon.',
      'half.jpg': readFileSync(inside('photo.jpg')).subarray(0, 900),
      'dot.png': await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
      'tampered.json': JSON.stringify({ ...recipe, image: 'a'.repeat(64), parameters: { octaves: 800 } }),
      'gone.json': JSON.stringify({ ...recipe, image: 'a'.repeat(64), parameters: {} }),
      'damaged/squeezenet1_1.onnx': '<!doctype html><title>Not found</title>',
    }
    for (const [name, data] of Object.entries(files)) writeFileSync(inside(name), data)
  })

  for (const [name, [argv, said]] of Object.entries(mistakes)) {
    test(name, async () => {
      const files = readdirSync(folder)
      const outcome = await run(argv, { folder, settings: settings[name] ?? {} })
      assert.match(outcome.stderr, said)
      assertTidy(outcome)
      assert.deepEqual(readdirSync(folder).toSorted(), files.toSorted())
    })
  }
})

function assertTidy({ code, stdout, stderr }: Outcome): void {
  assert.equal(code, 1)
  assert.equal(stdout, '')
  assert.doesNotMatch(stderr, /^\s+at |Error:|undefined|NaN|\[object/m)
}
