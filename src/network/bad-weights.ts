/**
 * What is wrong with a weights file, as the end of a sentence that begins with its name: readers find it, the store,
 * which knows the name, says it.
 */
export class BadWeights extends Error {
  constructor(found: string, expected: string) {
    super(`${found}; expected ${expected}`)
    this.name = 'BadWeights'
  }
}
