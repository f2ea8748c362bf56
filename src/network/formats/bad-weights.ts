import { inEnglish, type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

/**
 * What is wrong with a weights file, as the end of a sentence that begins with its name: readers find it, the store,
 * which knows the name, says it. `message` is the English of `said`.
 */
export class BadWeights extends Error {
  readonly said: Phrase

  constructor(found: Text, expected: Text) {
    const said = phrase`${found}; expected ${expected}`
    super(inEnglish(said))
    this.name = 'BadWeights'
    this.said = said
  }
}
