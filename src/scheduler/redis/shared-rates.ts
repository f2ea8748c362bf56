/** Where rates are kept for all bots on one Redis. */
import Bottleneck from 'bottleneck'
import type { Redis } from 'ioredis'
import type { Log } from '../../core/log.ts'
import { OUTLIVES_MS, RATES } from '../hourly-rate.ts'
import { connectRedis } from './connection.ts'

/** For `createRate`; ends with `close`. */
export function shareRates(url: string, log: Log) {
  const link = connectRedis(url, log)
  const connection = new Bottleneck.IORedisConnection({ client: link.redis })
  connection.on('error', link.trouble)
  link.redis.on('ready', () => void letExpire(link.redis).catch(link.trouble))
  return {
    connection,
    async close() {
      await connection.disconnect(false).catch(link.trouble)
      await link.close()
    },
  }
}

/** Bottleneck registers each of its users without an end, which a bot that is killed then does not set. */
async function letExpire(redis: Redis): Promise<void> {
  for await (const keys of redis.scanStream({ match: `b_${RATES}*`, count: 1000 })) {
    const expiring = redis.pipeline()
    for (const key of keys as string[]) expiring.pexpire(key, OUTLIVES_MS, 'NX')
    await expiring.exec()
  }
}
