/** The error of a weights file that cannot be used. */
import { inEnglish, type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

/**
 * What is wrong with a weights file, as a clause: readers throw it, and the store, which knows the file's name, makes it a
 * sentence for people. `message` is the English of `said`.
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
