import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Writer } from '../../../src/logs/kafka/writer.ts'
import { until } from '../../helpers/until.ts'
import { brokerError, type ProduceCall, ScriptedBrokers } from './scripted.ts'

const timedOut = () => Object.assign(new Error('timed out'), { name: 'KafkaJSRequestTimeoutError' })

function bench(leaders = [1]) {
  const brokers = new ScriptedBrokers(leaders)
  const waiting = { bytes: 0 }
  const place = { topic: 'events', partition: 0 }
  const writer = new Writer({ connection: brokers.connection, ...place, name: 'kafka test', waiting })
  const add = (values: readonly string[], since = performance.now(), signal?: AbortSignal) =>
    new Promise<readonly number[]>((resolve, reject) =>
      writer.add({
        messages: values.map(value => ({ key: null, value: Buffer.from(value), timestamp: 1, headers: {} })),
        resolve,
        reject,
        since,
        signal,
      }),
    )
  const call = async (): Promise<ProduceCall> => {
    await until(() => brokers.calls.length > 0, 'a produce request')
    return brokers.calls[0]!
  }
  return { brokers, waiting, add, call }
}

test('what is appended at a time, and while a request is under way, goes together and in order', async () => {
  const { brokers, waiting, add, call } = bench()
  const first = [add(['a', 'b']), add(['c'])]
  const one = await call()
  assert.deepEqual(one.values, ['a', 'b', 'c'])
  const later = [add(['d']), add(['e', 'f'])]
  assert.equal(brokers.calls.length, 1)
  one.answer(10)
  assert.deepEqual(await Promise.all(first), [[10, 11], [12]])
  const two = await call()
  assert.deepEqual(two.values, ['d', 'e', 'f'])
  assert.equal(two.sequence, 3)
  two.answer(13)
  assert.deepEqual(await Promise.all(later), [[13], [14, 15]])
  assert.equal(waiting.bytes, 0)
})

test('a request without an answer is repeated unchanged, with the same sequence, until its outcome is known', async () => {
  const { brokers, add, call } = bench()
  const first = add(['a', 'b'])
  const one = await call()
  void add(['later']).catch(() => {})
  brokers.leaders = [2]
  one.fail(timedOut())
  const again = await call()
  assert.deepEqual(
    [again.values, again.sequence, again.producerId, again.node],
    [['a', 'b'], one.sequence, one.producerId, 2],
  )
  again.answer(5)
  assert.deepEqual(await first, [5, 6])
  ;(await call()).answer(7)
})

test('after an outcome that was never known, the next request comes from another producer', async () => {
  const { add, call } = bench()
  const old = add(['a'], performance.now() - 60_000)
  const one = await call()
  one.fail(timedOut())
  await assert.rejects(old, { code: 'append_failed', message: /events\/0 on kafka test: timed out/ })
  const next = add(['b'])
  const two = await call()
  assert.notEqual(two.producerId, one.producerId)
  assert.equal(two.sequence, 0)
  two.answer(1)
  assert.deepEqual(await next, [1])
})

test('what waits behind a request that was given up does not wait for as long again', async () => {
  const { brokers, add, call } = bench()
  const long = performance.now() - 60_000
  const first = add(['a'], long)
  const one = await call()
  const late = add(['late'], long)
  const fresh = add(['fresh'])
  one.fail(timedOut())
  for (const given of [first, late]) await assert.rejects(given, { code: 'append_failed' })
  const two = await call()
  assert.deepEqual(two.values, ['fresh'])
  two.answer(4)
  assert.deepEqual(await fresh, [4])
  assert.equal(brokers.calls.length, 0)
})

test('a producer whose sequence the broker does not know is replaced', async () => {
  const { add, call } = bench()
  const first = add(['a'])
  ;(await call()).answer(0)
  await first
  const second = add(['b'])
  const one = await call()
  assert.equal(one.sequence, 1)
  one.fail(brokerError(45))
  const two = await call()
  assert.notEqual(two.producerId, one.producerId)
  assert.deepEqual([two.values, two.sequence], [['b'], 0])
  two.answer(1)
  assert.deepEqual(await second, [1])
})

test('an answer that does not name the partition counts as none', async () => {
  const { add, call } = bench()
  const appended = add(['a'])
  ;(await call()).answer(4, 3)
  ;(await call()).answer(9)
  assert.deepEqual(await appended, [9])
})

test('one record that is too large is refused, and those beside it are written', async () => {
  const { add, call } = bench()
  const appends = ['a', 'large', 'b', 'c'].map(value => add([value]))
  const refused = assert.rejects(appends[1]!, { code: 'record_too_large' })
  let offset = 0
  for (let left = 3; left > 0; ) {
    const one = await call()
    if (one.values.includes('large')) one.fail(brokerError(10))
    else {
      one.answer(offset)
      offset += one.values.length
      left -= one.values.length
    }
    await until(() => !one.values.includes('never'), 'a turn')
  }
  await refused
  assert.deepEqual(await Promise.all([appends[0], appends[2], appends[3]]), [[0], [1], [2]])
})

test('what the broker refuses for good, or does not permit, fails at once', async () => {
  const { add, call } = bench()
  for (const [code, name, why] of [
    [87, 'append_failed', /failed the validation/],
    [29, 'append_denied', /not permitted/],
    [58, 'append_denied', /credentials refused/],
  ] as const) {
    const appended = add(['a'])
    ;(await call()).fail(brokerError(code))
    await assert.rejects(appended, { code: name, message: why })
  }
})

test('what nobody waits for any more is left out, and not repeated', async () => {
  const { brokers, waiting, add, call } = bench()
  const aborter = new AbortController()
  const first = add(['a'], performance.now(), aborter.signal)
  const one = await call()
  const second = add(['b'], performance.now(), aborter.signal)
  const third = add(['c'])
  aborter.abort()
  one.fail(timedOut())
  for (const given of [first, second]) await assert.rejects(given, { code: 'append_failed' })
  const two = await call()
  assert.deepEqual(two.values, ['c'])
  assert.notEqual(two.producerId, one.producerId)
  two.answer(4)
  assert.deepEqual(await third, [4])
  assert.equal(brokers.calls.length, 0)
  assert.equal(waiting.bytes, 0)
})

test('what others wait for too is repeated whole', async () => {
  const { add, call } = bench()
  const aborter = new AbortController()
  const both = [add(['a'], performance.now(), aborter.signal), add(['b'])]
  const one = await call()
  aborter.abort()
  one.fail(timedOut())
  const again = await call()
  assert.deepEqual([again.values, again.sequence], [['a', 'b'], one.sequence])
  again.answer(7)
  assert.deepEqual(await Promise.all(both), [[7], [8]])
})

test('a topic that stays unknown is told as missing', async () => {
  const { brokers, add } = bench()
  brokers.leaders = undefined
  await assert.rejects(add(['a'], performance.now() - 1_900), {
    code: 'topic_missing',
    message: 'topic events does not exist on kafka test',
  })
})

test('a failed record of an append takes the rest of that append with it', async () => {
  const { brokers, add, call } = bench()
  const values = Array.from({ length: 2_500 }, (_, i) => `${i}`)
  const appended = add(values)
  const one = await call()
  assert.equal(one.values.length, 2_000)
  const other = add(['other'])
  for (let failed = 0; brokers.calls.length > 0 || failed === 0; failed++) {
    const next = await call()
    if (next.values.includes('other')) {
      assert.deepEqual(next.values, ['other'])
      next.answer(7)
      break
    }
    next.fail(brokerError(29))
    await until(() => !brokers.calls.includes(next), 'a turn')
    await assert.rejects(appended, { code: 'append_denied' })
    await until(() => brokers.calls.length > 0, 'the next')
  }
  assert.deepEqual(await other, [7])
})
