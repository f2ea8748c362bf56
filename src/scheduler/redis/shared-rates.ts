/** Where rates are kept for all bots on one Redis. */
import Bottleneck from 'bottleneck'
import type { Log } from '../../command.ts'
import { connect } from './connection.ts'

/** For `createRate`; ends with `close`. */
export function shareRates(url: string, log: Log) {
  const link = connect(url, log)
  const connection = new Bottleneck.IORedisConnection({ client: link.redis })
  connection.on('error', link.trouble)
  return {
    connection,
    async close() {
      await connection.disconnect(false).catch(link.trouble)
      await link.close()
    },
  }
}
