import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import type { Burial } from '../../src/outbox/burial.ts'
import { Burials } from '../../src/outbox/burials.ts'
import { CountingMeter, KeptLogger, mockTime, pass, settle, work } from '../helpers/outbox.ts'

const burial: Burial = {
  sink: 'crm',
  work: work(5),
  egressId: '',
  stage: 'refused',
  reason: 'answered 422',
  class: 'rejected',
  attempts: 1,
  firstFailure: 1,
  lastFailure: 1,
}

function burialsOf(write: () => Promise<void>) {
  const meter = new CountingMeter()
  const logger = new KeptLogger()
  let unblocked = 0
  const burials = new Burials({ write, meter, logger, random: () => 1, unblocked: () => void unblocked++ })
  return { burials, meter, logger, unblocked: () => unblocked }
}

const missing = () =>
  new SluiceError('topic_missing', 'topic dead-letters.crm does not exist', { hint: 'kafka-topics.sh …' })

test('a dead letter is written until it is durable, ever more slowly', async t => {
  mockTime(t)
  let writes = 0
  const { burials, meter, logger } = burialsOf(async () => {
    if (++writes < 9) throw missing()
  })
  let durable: boolean | undefined
  burials
    .untilDurable(burial, () => true)
    .then(written => {
      durable = written
    })
  await settle()
  assert.equal(burials.pending, 1)
  assert.match(burials.alarm ?? '', /dead-letters.crm does not exist \(kafka-topics\.sh …\)/)
  for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]) {
    await pass(wait - 1)
    const before = writes
    await pass(1)
    assert.equal(writes, before + 1, `after ${wait} ms`)
  }
  assert.equal(durable, undefined)
  await pass(30_000)
  assert.equal(durable, true)
  assert.equal(burials.pending, 0)
  assert.equal(burials.alarm, undefined)
  assert.equal(meter.counts.deadLetterFailed, 8)
  const { level, message, fields } = logger.lines[0]!
  assert.deepEqual([level, message], ['error', 'dead_letter.failed'])
  assert.equal(Reflect.get(fields, 'hint'), 'kafka-topics.sh …', 'the command that mends it')
})

test('when its tenure has ended it is not tried again', async t => {
  mockTime(t)
  let writes = 0
  let wanted = true
  const { burials } = burialsOf(async () => {
    writes++
    throw missing()
  })
  const durable = burials.untilDurable(burial, () => wanted)
  await settle()
  wanted = false
  await pass(500)
  assert.equal(await durable, false)
  assert.equal(writes, 1)
})

test('stopped, it waits for no further try; a write under way may still succeed', async () => {
  const write = Promise.withResolvers<void>()
  const { burials } = burialsOf(() => write.promise)
  const durable = burials.untilDurable(burial, () => true)
  burials.stop()
  write.resolve()
  assert.equal(await durable, true)
})

test('ten that cannot be written are enough: it is blocked until one of them is', async t => {
  mockTime(t)
  let down = true
  const { burials, unblocked } = burialsOf(async () => {
    if (down) throw missing()
  })
  for (let n = 0; n < 9; n++) void burials.untilDurable(burial, () => true)
  await settle()
  assert.equal(burials.blocked, false)
  void burials.untilDurable(burial, () => true)
  assert.equal(burials.blocked, false, 'the write may succeed')
  await settle()
  assert.deepEqual([burials.blocked, unblocked()], [true, 0])
  down = false
  await pass(500)
  assert.deepEqual([burials.blocked, burials.pending, unblocked()], [false, 0, 1])
})

test('dead letters under way do not block, however many', async () => {
  const { burials } = burialsOf(() => new Promise(() => {}))
  for (let n = 0; n < 100; n++) void burials.untilDurable(burial, () => true)
  await settle()
  assert.deepEqual([burials.pending, burials.blocked], [100, false])
})
