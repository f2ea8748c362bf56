/** The bot of `npm run dev`, as a process of its own. Its first argument is the socket of the warm render processes. */
import { endWithParent } from '../../system/end-with-parent.ts'
import { readConfig } from '../config.ts'
import { serve } from '../serve.ts'

endWithParent()
await serve({ ...readConfig(), warmWorkers: process.argv[2] })
