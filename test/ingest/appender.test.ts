import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Appender } from '../../src/ingest/appender.ts'
import { Budget } from '../../src/ingest/budget.ts'
import type { Refusal } from '../../src/ingest/refusal.ts'
import { KeptLogger } from '../helpers/outbox.ts'
import { StubLog } from '../helpers/stub-log.ts'
import { until } from '../helpers/until.ts'

const record = { key: null, value: Buffer.from('{}') }

function parts(timeout = 10_000) {
  const log = new StubLog()
  const logger = new KeptLogger()
  const budget = new Budget(100)
  const appender = new Appender(log, logger, timeout)
  const append = () => {
    const share = budget.share()
    share.take(10)
    return appender.append('events', [record], share).finally(() => share.give())
  }
  return { log, logger, budget, append }
}

test('the places are given once the records are durable', async () => {
  const { log, budget, append } = parts()
  log.hold()
  let done = false
  const appended = append().finally(() => {
    done = true
  })
  await until(() => log.holding === 1, 'the append')
  assert.equal(done, false)
  assert.equal(budget.used, 10)
  log.release()
  assert.deepEqual(await appended, [{ topic: 'events', partition: 0, offset: 0 }])
  assert.equal(budget.used, 0)
})

test('a log that is not there is not asked', async () => {
  const { log, append } = parts()
  log.unready = 'no broker of localhost:9092 answers'
  await assert.rejects(append(), { status: 503, message: 'the log cannot be reached; nothing was accepted' })
  assert.equal(log.appended.length, 0)
})

test('a log that does not answer keeps the bytes, not the request', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { log, budget, append } = parts(30_000)
  log.hold()
  const appended = append()
  appended.catch(() => {})
  t.mock.timers.tick(30_000)
  await assert.rejects(appended, (refusal: Refusal) => {
    assert.equal(refusal.status, 503)
    assert.match(refusal.message, /may repeat/)
    return true
  })
  assert.equal(budget.used, 10)
  log.release()
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  assert.equal(budget.used, 0)
})

test('one log line tells when appending begins to fail, one when it works again', async () => {
  const { log, logger, append } = parts()
  log.fail('append_failed')
  for (let n = 0; n < 5; n++) await assert.rejects(append())
  log.fail(undefined)
  await append()
  await append()
  assert.deepEqual(
    logger.lines.map(({ level, message }) => `${level} ${message}`),
    ['warn ingest.refusing', 'info ingest.accepting'],
  )
  assert.deepEqual(logger.lines[0]?.fields, {
    topic: 'events',
    code: 'append_failed',
    error: 'broker-7.internal:9092 said append_failed',
  })
})

test('a record that is too large for the log is no failure of the log', async () => {
  const { log, logger, append } = parts()
  log.fail('record_too_large')
  await assert.rejects(append(), { status: 413 })
  assert.equal(logger.lines.length, 0)
})
