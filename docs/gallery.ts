/**
 * Makes docs/gallery.md and its pictures: every command at its defaults, and what it is better than.
 *
 *     DREAMBOT_WEIGHTS=... npm run gallery [-- NAME...]
 *
 * Names make some of the pictures again. GoogLeNet's weights must be there; it takes some minutes.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('./', import.meta.url))
const FOLDER = join(HERE, 'gallery')
const MAIN = join(HERE, '../src/main.ts')
const CAT = 'src/platforms/playground/page/examples/cat.jpg'
const COFFEE = 'src/platforms/playground/page/examples/coffee.jpg'
const RACCOON = 'docs/raccoon.jpg'

interface Exhibit {
  readonly title: string
  /** What to look for. */
  readonly text: string
  readonly pictures: readonly Picture[]
}

interface Picture {
  /** Its file's, without its type. */
  readonly name: string
  /** As it is typed after `npm run dreambot --`. */
  readonly command: string
  /** Default jpeg. */
  readonly format?: 'jpeg' | 'webp'
}

const LAYER = '--layer inception_4c/output'
const FEW = '--filters 70,141,202,333'

const EXHIBITS: readonly Exhibit[] = [
  {
    title: 'What filters look for',
    text: 'The same four filters of GoogLeNet three ways, with as many steps as each method asks for. The classic way climbs in pixels and finds grain that excites the filter and tells people little. The sharp way, the default, climbs in frequencies and decorrelated colours, and what it finds must survive small moves: forms. MACO keeps to the frequencies of photos and only moves their phases.',
    pictures: [
      { name: 'filters-classic', command: `filter ${LAYER} ${FEW} --method classic --seed 1` },
      { name: 'filters-sharp', command: `filter ${LAYER} ${FEW} --seed 1` },
      { name: 'filters-maco', command: `filter ${LAYER} ${FEW} --method maco --size 160 --seed 1` },
    ],
  },
  {
    title: 'From edges to objects',
    text: 'Four filters each of an early, a middle and a late layer: strokes, then textures and parts, then scenes.',
    pictures: [
      { name: 'depth-early', command: 'filter --layer conv2/3x3 --filters 10,40,90,150 --seed 1' },
      { name: 'depth-middle', command: 'filter --layer inception_3b/output --filters 20,150,260,400 --seed 1' },
      { name: 'depth-late', command: 'filter --layer inception_5a/output --filters 20,300,500,700 --seed 1' },
    ],
  },
  {
    title: 'One filter, several faces',
    text: 'Pictures that all excite the same filter and are kept from being alike: a filter rarely stands for one thing.',
    pictures: [{ name: 'faces', command: `filter ${LAYER} --filters 202 --variations 4 --seed 1` }],
  },
  {
    title: 'A class',
    text: 'What the last layer would call most a hummingbird, and most a sports car.',
    pictures: [
      { name: 'class-hummingbird', command: 'filter --layer class:hummingbird --seed 1' },
      { name: 'class-car', command: 'filter --layer "class:sports car" --seed 1' },
    ],
  },
  {
    title: 'Dreams',
    text: 'A photo climbs what excites a layer. Early layers give strokes, late ones creatures; a mix gives both.',
    pictures: [
      { name: 'dream-early', command: `dream --image ${RACCOON} --layer inception_3a/output --seed 7` },
      { name: 'dream', command: `dream --image ${RACCOON} --seed 7` },
      {
        name: 'dream-mix',
        command: `dream --image ${RACCOON} --layers "inception_3a/output, inception_4c/output" --seed 7`,
      },
    ],
  },
  {
    title: 'A dream with a guide',
    text: 'The coffee dreams of what it shares with the cat.',
    pictures: [
      { name: 'guided', command: `dream --image ${COFFEE} --guide ${CAT} --layer inception_4c/output --seed 7` },
    ],
  },
  {
    title: 'An endless dream that closes',
    text: 'Each frame dreams on from the last, a little nearer; the last leads back into the first.',
    pictures: [
      {
        name: 'loop',
        command: `dream --image ${CAT} --frames 16 --loop --size 256 --octaves 3 --format webp --seed 7`,
        format: 'webp',
      },
    ],
  },
  {
    title: 'What fires where',
    text: 'The maps of the filters that a photo excites most, over the photo.',
    pictures: [{ name: 'activations', command: `activations --image ${CAT} ${LAYER} --overlay`, format: 'webp' }],
  },
  {
    title: 'Kernels',
    text: 'The raw weights of the first layer, in the colours that they answer to.',
    pictures: [{ name: 'kernels', command: 'kernels --layer conv1/7x7_s2', format: 'webp' }],
  },
  {
    title: 'The network itself',
    text: 'Every layer with its size, what it sees of the picture, and what it costs.',
    pictures: [{ name: 'layers', command: 'layers --network minivgg', format: 'webp' }],
  },
]

const wanted = process.argv.slice(2)
mkdirSync(FOLDER, { recursive: true })
for (const { pictures } of EXHIBITS) for (const picture of pictures) make(picture)
writeFileSync(join(HERE, 'gallery.md'), page())

function make({ name, command, format = 'jpeg' }: Picture): void {
  const path = join(FOLDER, `${name}.${format}`)
  if (wanted.length > 0 ? !wanted.includes(name) : existsSync(path)) return
  console.log(command)
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  const more = [
    ...(words.includes('--network') ? [] : ['--network', 'googlenet']),
    ...(words.includes('--format') ? [] : ['--format', format]),
  ]
  const env = { ...process.env, INIT_CWD: join(HERE, '..') }
  execFileSync(process.execPath, [MAIN, ...words, ...more, '--out', path], { env })
}

function page(): string {
  const exhibits = EXHIBITS.map(({ title, text, pictures }) =>
    [`## ${title}`, text, ...pictures.map((picture) => shown(title, picture))].join('\n\n'),
  )
  return [
    '# Gallery',
    'Every command at its defaults, on GoogLeNet where nothing else is said. Each line is typed after `npm run dreambot --`; `npm run gallery` makes the page.',
    ...exhibits,
    '',
  ].join('\n\n')
}

function shown(title: string, { name, command, format = 'jpeg' }: Picture): string {
  return `\`${command}\`\n\n![${title}: ${name}](gallery/${name}.${format})`
}
