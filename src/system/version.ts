/** Dreambot's own version. */
import settings from '../../package.json' with { type: 'json' }

export const { version } = settings
