/** Where rates are kept for all bots on one Redis. */
import Bottleneck from 'bottleneck'
import type { Redis } from 'ioredis'
import type { Log } from '../../core/log.ts'
import { RATE_PREFIX, RESERVOIR_TTL_MS } from '../hourly-rate.ts'
import { connectRedis } from './connection.ts'

/** For `createRate`; ends with `close`. */
export function shareRates(url: string, log: Log) {
  const link = connectRedis(url, log)
  const connection = new Bottleneck.IORedisConnection({ client: link.redis })
  connection.on('error', link.logError)
  link.redis.on('ready', () => void letExpire(link.redis).catch(link.logError))
  return {
    connection,
    async close() {
      await connection.disconnect(false).catch(link.logError)
      await link.close()
    },
  }
}

/** Bottleneck registers each of its users without an end, which a bot that is killed then does not set. */
async function letExpire(redis: Redis): Promise<void> {
  for await (const keys of redis.scanStream({ match: `b_${RATE_PREFIX}*`, count: 1000 })) {
    const expiring = redis.pipeline()
    for (const key of keys as string[]) expiring.pexpire(key, RESERVOIR_TTL_MS, 'NX')
    await expiring.exec()
  }
}
