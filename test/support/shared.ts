/** The folder of weights and photos that are too large for the repository: `DREAMBOT_TEST_SHARED`, or one beside the checkout. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = process.env.DREAMBOT_TEST_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

export const weightsFolder = `${folder}/weights`
export const photosFolder = `${folder}/photos`
/** The API descriptions that the chats publish. */
export const specsFolder = `${folder}/specs`

/** For a test's `skip`: why it cannot run on this machine, or false. */
export const withoutShared = existsSync(weightsFolder) ? false : `no weights in ${weightsFolder}`

// Nothing may be skipped in CI.
if (withoutShared && process.env.CI) throw new Error(withoutShared)
