import type { Job } from '../core/job.ts'
import { formatRanges } from '../core/selection/filter-list.ts'
import { layersOf } from '../core/selection/layer-mix.ts'
import { joined, phrase, type Text } from '../i18n/phrase.ts'

/** "dream inception_4c/output filter 12 of googlenet" */
export function jobTitle(job: Job): Text {
  return phrase`${joined([job.command, ...layerWords(layersOf(job)), ...filterWords(job)], ' ')} of ${job.network}`
}

/** What is about a whole network has none. */
export function layerWords(names: readonly string[]): Text[] {
  const named = names.filter((name) => name !== '')
  return named.length === 0 ? [] : [named.join(' + ')]
}

/** The job's filters in words, if it is about some. */
export function filterWords({ parameters }: Job): Text[] {
  const chosen = parameters.filters
  const words = Array.isArray(chosen) ? formatRanges(chosen.map(Number)) : String(chosen ?? '')
  if (words === '') return []
  return [/^\d+$/.test(words) ? phrase`filter ${words}` : phrase`filters ${words}`]
}
