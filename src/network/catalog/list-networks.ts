/** All networks as lists show them. */
import { statSync } from 'node:fs'
import { defined } from '../../core/defined.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { KnownNetwork, KnownNetworks } from './known-networks.ts'
import type { NetworkInfo } from './network-info.ts'
import { unsupportedNote } from './resolve-layer.ts'

/** Best first; custom networks whose files cannot be read come last. */
export function listNetworks({ ranked, custom }: KnownNetworks): NetworkInfo[] {
  const broken = [...custom.broken].map(([name, { said }]): NetworkInfo => {
    return { name, title: name, licence: phrase`unknown`, layers: 0, installed: true, trouble: said.message }
  })
  return [...ranked.map(infoOf), ...broken]
}

function infoOf(network: KnownNetwork): NetworkInfo {
  const { name, model, file, path, layers } = network
  const { title, licence } = model
  const bytes = path === undefined ? file.bytes : statSync(path).size
  const known = { name, title, licence, layers: layers.size, installed: path !== undefined }
  return { ...known, ...defined({ bytes, trouble: unsupportedNote(network) }) }
}
