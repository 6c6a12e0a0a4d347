import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Appender } from '../../../src/logs/kafka/append.ts'
import type { Connection } from '../../../src/logs/kafka/connection.ts'
import { partitionOf } from '../../../src/logs/murmur2.ts'
import { until } from '../../helpers/until.ts'
import { brokerError, ScriptedBrokers } from './scripted.ts'

const value = Buffer.from('v')

function bench(leaders: number[]) {
  const brokers = new ScriptedBrokers(leaders)
  return { brokers, appender: new Appender(brokers.connection, 'kafka test') }
}

/** Answers every request as it comes, offsets counting up per partition. */
function answering(brokers: ScriptedBrokers): { seen: Map<number, number>; stop(): void } {
  const seen = new Map<number, number>()
  const timer = setInterval(() => {
    for (const call of [...brokers.calls]) {
      const offset = seen.get(call.partition) ?? 0
      seen.set(call.partition, offset + call.values.length)
      call.answer(offset)
    }
  }, 1)
  return { seen, stop: () => clearInterval(timer) }
}

test('each request is of one partition, and places come in the order of the records', async t => {
  const { brokers, appender } = bench([1, 2, 1])
  const broker = answering(brokers)
  t.after(() => broker.stop())
  const keys = Array.from({ length: 30 }, (_, i) => Buffer.from(`k${i}`))
  const places = await appender.append(
    'events',
    keys.map(key => ({ key, value })),
  )
  const next = new Map<number, number>()
  for (const [i, { topic, partition, offset }] of places.entries()) {
    assert.equal(topic, 'events')
    assert.equal(partition, partitionOf(keys[i]!, 3))
    assert.equal(offset, next.get(partition) ?? 0)
    next.set(partition, offset + 1)
  }
})

test('records without a key go together, each append to the next partition', async t => {
  const { brokers, appender } = bench([1, 1])
  const broker = answering(brokers)
  t.after(() => broker.stop())
  const record = { key: null, value }
  const chosen: number[] = []
  for (let i = 0; i < 4; i++) {
    const places = await appender.append('events', [record, record])
    assert.equal(places[0]!.partition, places[1]!.partition)
    chosen.push(places[0]!.partition)
  }
  assert.deepEqual(chosen, [0, 1, 0, 1])
})

test('a partition that the topic has not is refused before anything is sent', async () => {
  const { brokers, appender } = bench([1, 1])
  await assert.rejects(appender.append('events', [{ key: null, value, partition: 2 }]), {
    code: 'append_failed',
    message: 'topic events on kafka test has no partition 2',
  })
  assert.equal(brokers.calls.length, 0)
})

test('more than may wait is refused', async () => {
  const { brokers, appender } = bench([1])
  const large = { key: null, value: Buffer.alloc(33 * 1024 * 1024) }
  const waiting = [appender.append('events', [large]), appender.append('events', [large])]
  await until(() => brokers.calls.length === 1, 'a request')
  await assert.rejects(appender.append('events', [{ key: null, value }]), {
    code: 'append_failed',
    message: /wait/,
  })
  brokers.calls[0]!.answer(0)
  await until(() => brokers.calls.length === 1, 'the next request')
  brokers.calls[0]!.answer(1)
  await Promise.all(waiting)
})

test('one partition that fails does not hold up the others', async () => {
  const { brokers, appender } = bench([1, 1])
  const failing = appender.append('events', [{ key: null, value, partition: 0 }])
  const going = appender.append('events', [{ key: null, value, partition: 1 }])
  await until(() => brokers.calls.length === 2, 'both')
  brokers.calls.find(({ partition }) => partition === 1)!.answer(3)
  assert.deepEqual(await going, [{ topic: 'events', partition: 1, offset: 3 }])
  brokers.calls[0]!.fail(brokerError(29))
  await assert.rejects(failing, { code: 'append_denied' })
})

test('an append whose topic cannot be asked for says why', async () => {
  const { brokers } = bench([1])
  const connection = { ...brokers.connection, use: () => Promise.reject(new Error('kafka test: no answer')) }
  const appender = new Appender(connection as unknown as Connection, 'kafka test')
  await assert.rejects(appender.append('events', [{ key: null, value }]), {
    code: 'append_failed',
    message: 'append to events: kafka test: no answer',
  })
})

test('closing does not wait for what nobody waits for', async () => {
  const { brokers, appender } = bench([1])
  const aborter = new AbortController()
  const appended = appender.append('events', [{ key: null, value }], aborter.signal)
  await until(() => brokers.calls.length === 1, 'a request')
  aborter.abort()
  await appender.close()
  brokers.calls[0]!.answer(5)
  assert.deepEqual(await appended, [{ topic: 'events', partition: 0, offset: 5 }])
})

test('closing waits for what is under way, and refuses what comes after', async () => {
  const { brokers, appender } = bench([1])
  const appended = appender.append('events', [{ key: null, value }])
  const closed = appender.close()
  await assert.rejects(appender.append('events', [{ key: null, value }]), {
    code: 'append_failed',
    message: /closed/,
  })
  await until(() => brokers.calls.length === 1, 'a request')
  brokers.calls[0]!.answer(5)
  assert.deepEqual(await appended, [{ topic: 'events', partition: 0, offset: 5 }])
  await closed
})
