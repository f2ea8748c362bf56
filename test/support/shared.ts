/** Weights and photos that are too large for the repository: in the folder `DREAMBOT_TEST_SHARED`, or beside the checkout. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env.DREAMBOT_TEST_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

export const weightsFolder = `${folder}/weights`
export const photosFolder = `${folder}/photos`
/** The chats' own descriptions of their interfaces. */
export const specsFolder = `${folder}/specs`

/** For a test's `skip`: why it cannot run here, or false if it can. */
export const withoutShared = existsSync(weightsFolder) ? false : `no weights in ${weightsFolder}`

// There nothing may be skipped.
if (withoutShared && process.env.CI) throw new Error(withoutShared)
