import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../src/core/errors.ts'
import { createHourlyRate, type HourlyRate } from '../../src/scheduler/hourly-rate.ts'

const HOUR = 3_600_000
const START = 500_000 * HOUR

async function refusal(rate: HourlyRate, user: string, perHour = 1): Promise<string> {
  const error: unknown = await rate.take(user, perHour).then(
    () => assert.fail('was not refused'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof UserError)
  assert.equal(error.code, 'limit')
  return error.message
}

test('concurrent requests get exactly as many tokens as there are, and each user has their own', async () => {
  const rate = createHourlyRate({ now: () => START })
  const takes = await Promise.allSettled(Array.from({ length: 45 }, () => rate.take('ann', 30)))
  assert.equal(takes.filter(({ status }) => status === 'fulfilled').length, 30)
  await rate.take('bob', 30)
})

test('reservoirs of different sizes are counted apart', async () => {
  const rate = createHourlyRate({ now: () => START })
  await rate.take('ann in home', 1)
  assert.match(await refusal(rate, 'ann in home'), /^You have reached the limit of 1 picture per hour/)
  for (let i = 0; i < 2; i++) await rate.take('ann', 2)
  assert.match(await refusal(rate, 'ann', 2), /^You have reached the limit of 2 pictures per hour/)
})

test('a token is available at the promised time, and not a millisecond before', async () => {
  let now = START + HOUR - 12 * 60_000
  const rate = createHourlyRate({ now: () => now })
  await rate.take('ann', 1)
  assert.equal(await refusal(rate, 'ann'), 'You have reached the limit of 1 picture per hour; come back in 12 min.')
  now += 12 * 60_000 - 1
  assert.match(await refusal(rate, 'ann'), /come back in 1 s\.$/)
  now += 1
  await rate.take('ann', 1)
})

test('the promised time is never too early', async () => {
  for (const seconds of [1, 59.2, 60, 61, 600.5, 3599, 3600]) {
    const rate = createHourlyRate({ now: () => START + HOUR - seconds * 1000 })
    const message = await refusal(rate, 'ann', 0)
    const [, h = 0, min = 0, s = 0] = /in (?:(\d+) h)? ?(?:(\d+) min)? ?(?:(\d+) s)?\.$/.exec(message) ?? []
    const promised = Number(h) * 3600 + Number(min) * 60 + Number(s)
    assert.ok(promised >= seconds && promised < seconds + 60, `${message} (${seconds} s)`)
  }
})

test('an unused reservoir is kept until its hour is over', async () => {
  mock.timers.enable({ apis: ['setInterval', 'Date'], now: START })
  try {
    const rate = createHourlyRate()
    await rate.take('ann', 1)
    for (let minute = 0; minute < 59; minute++) {
      mock.timers.tick(60_000)
      await sleep(2)
    }
    assert.match(await refusal(rate, 'ann'), /come back in 1 min\.$/)
    mock.timers.tick(60_000)
    await rate.take('ann', 1)
  } finally {
    mock.timers.reset()
  }
})
