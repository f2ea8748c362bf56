/** The playground, when DREAMBOT_PLAYGROUND is yes, or is unset and no other platform is set up. */
import { z } from 'zod'
import { definePlatform, secret } from '../define-platform.ts'
import { createPlayground } from './playground.ts'

export default definePlatform({
  settings: {
    DREAMBOT_PLAYGROUND: z.stringbool().optional(),
    /** Opens the playground to other machines, for people who have this token. */
    PLAYGROUND_TOKEN: secret(z.string().min(8).optional()),
  },
  isLast: true,
  create({ DREAMBOT_PLAYGROUND: wanted, PLAYGROUND_TOKEN: token }, others) {
    if (!(wanted ?? others.length === 0)) return undefined
    return ({ web, ...parts }) => createPlayground({ ...parts, port: web.port, token, health: web.health(token) })
  },
})
