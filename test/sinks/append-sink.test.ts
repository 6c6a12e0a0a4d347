import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logSink } from '../../sinks/log/sink.ts'
import type { AppendLog, SinkContext } from '../../src/types.ts'
import { AppendDouble, arrivalOf, codeFor } from '../helpers/append-double.ts'
import { deliveries, delivery } from '../helpers/deliveries.ts'
import { sinkSuite } from '../suites/sink.ts'

const never = new AbortController().signal

function contextFor(log: AppendLog): SinkContext {
  return { name: 'copy', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1', log: () => log }
}

sinkSuite({
  type: 'log with a stand-in',
  replies: ['retry', 'refuse'],
  holds: true,
  stops: true,
  secrets: ['broker-7'],
  open: async t => {
    const log = new AppendDouble()
    t.after(() => log.release())
    return {
      arrived: () => log.came.map(({ record }) => arrivalOf(record)),
      connections: () => 0,
      sink: ({ timeout, concurrency }) =>
        logSink.create({ type: 'log', topic: 'copies', timeout }, { ...contextFor(log), concurrency }),
      reply: replies => {
        log.failures = replies.map(reply => codeFor[reply])
      },
      hold: () => log.hold(),
      release: () => log.release(),
      stop: async () => {
        log.away = true
      },
      start: async () => {
        log.away = false
      },
    }
  },
})

test('each delivery goes by itself, with its key, in the order of the call', async t => {
  const log = new AppendDouble()
  const sink = await logSink.create({ type: 'log', topic: 'copies' }, contextFor(log))
  t.after(() => sink.close())
  const sent = deliveries(3)
  assert.deepEqual(
    await sink.send(sent, never),
    sent.map(() => ({ kind: 'delivered' })),
  )
  assert.deepEqual(
    log.came.map(({ topic, record }) => [topic, record.key?.toString()]),
    sent.map(({ event }) => ['copies', event.key]),
  )
})

test('one that fails leaves the others delivered, and says what to do', async t => {
  const log = new AppendDouble()
  const sink = await logSink.create({ type: 'log', topic: 'copies' }, contextFor(log))
  t.after(() => sink.close())
  log.failures = ['topic_missing', undefined, 'record_too_large']
  assert.deepEqual(await sink.send(deliveries(3), never), [
    { kind: 'retry', class: 'not_found', reason: 'log: topic not found', alarm: true },
    { kind: 'delivered' },
    { kind: 'refused', class: 'too_large', reason: 'log: too large for the topic' },
  ])
})

test('a topic of the router itself is refused, whatever chose it', async t => {
  const log = new AppendDouble()
  log.own.add('netbox.events')
  const sink = await logSink.create({ type: 'log', topic: '{{ source_topic }}' }, contextFor(log))
  t.after(() => sink.close())
  const [outcome] = await sink.send([delivery()], never)
  assert.deepEqual(outcome, {
    kind: 'refused',
    class: 'config',
    reason: 'log: topic netbox.events is read, or kept, by this router: it would come back',
  })
  assert.equal(log.came.length, 0)
})

test('a preview shows topic, key and headers, and opens nothing', async t => {
  const log = new AppendDouble()
  const sink = await logSink.create({ type: 'log', topic: 'copies' }, contextFor(log))
  t.after(() => sink.close())
  const one = delivery({ offset: 7 })
  const { target, fields, body } = sink.preview!(one)
  assert.equal(target, 'topic copies')
  assert.deepEqual(fields[0], { name: 'key', value: 'dcim.device:8', secret: false })
  assert.ok(fields.some(({ name, value }) => name === 'egress_id' && value === one.egressId))
  assert.equal(body, one.body)
  assert.equal(log.came.length, 0)
})
