/** A job in a few words, for cards and lists. */
import type { Job } from '../core/job.ts'
import { formatRanges } from '../core/selection/filter-list.ts'
import { layersOf } from '../core/selection/layer-mix.ts'
import { joined, phrase, type Text } from '../i18n/phrase.ts'

/** "dream inception_4c/output filter 12 of googlenet" */
export function jobTitle(job: Job): Text {
  return phrase`${joined([job.command, ...layerWords(layersOf(job)), ...filterWords(job)], ' ')} of ${job.network}`
}

/** "conv2 + conv5"; empty for a job about a whole network, whose layer is ''. */
export function layerWords(names: readonly string[]): Text[] {
  const named = names.filter((name) => name !== '')
  return named.length === 0 ? [] : [named.join(' + ')]
}

/** "filter 12" or "filters 0-24"; empty for a job without filters. */
export function filterWords({ parameters }: Job): Text[] {
  const chosen = parameters.filters
  const words = Array.isArray(chosen) ? formatRanges(chosen.map(Number)) : String(chosen ?? '')
  if (words === '') return []
  return [/^\d+$/.test(words) ? phrase`filter ${words}` : phrase`filters ${words}`]
}
