/** The connection through which all bots on one Redis share their hourly rates. */
import Bottleneck from 'bottleneck'
import type { Redis } from 'ioredis'
import type { Log } from '../../core/log.ts'
import { RATE_PREFIX, RESERVOIR_TTL_MS } from '../hourly-rate.ts'
import { connectRedis } from './connection.ts'

/** Opens a `connection` for `createHourlyRate`; `close` ends it. */
export function shareRates(url: string, log: Log) {
  const link = connectRedis(url, log)
  const connection = new Bottleneck.IORedisConnection({ client: link.redis })
  connection.on('error', link.logError)
  link.redis.on('ready', () => void expireAbandoned(link.redis).catch(link.logError))
  return {
    connection,
    async close() {
      await connection.disconnect(false).catch(link.logError)
      await link.close()
    },
  }
}

/**
 * Lets all keys of the rates expire that would stay for ever. Bottleneck registers its clients in keys without an
 * expiry, sets that later, and never does if the bot is killed in between.
 */
async function expireAbandoned(redis: Redis): Promise<void> {
  for await (const keys of redis.scanStream({ match: `b_${RATE_PREFIX}*`, count: 1000 })) {
    const expiring = redis.pipeline()
    for (const key of keys as string[]) expiring.pexpire(key, RESERVOIR_TTL_MS, 'NX')
    await expiring.exec()
  }
}
