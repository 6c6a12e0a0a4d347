import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import type { Outcome } from '../../../src/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { never, outcomeFrom, sinkWith, words } from './make.ts'

const tally = (outcomes: readonly Outcome[]) => {
  const counts: { [what: string]: number } = {}
  for (const outcome of outcomes) counts[words(outcome)] = (counts[words(outcome)] ?? 0) + 1
  return counts
}

test('what arrives: ids, session, partition key, subject, times, properties', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double, {
    session: 'key',
    partition_key: 'key',
    attributes: { place: '{{ source_topic }}' },
    schedule: '2030-01-31T12:00:00Z',
    time_to_live: 60_000,
  })
  const one = delivery({ offset: 7, key: 'dcim.device:7' })
  assert.deepEqual(await sink.send([one], never), [{ kind: 'delivered' }])
  const { message, body } = double.kept[0]!
  assert.deepEqual(body, one.body)
  assert.equal(message.message_id, one.dedupId)
  assert.equal(message.group_id, 'dcim.device:7')
  assert.equal(message.subject, 'object_updated')
  assert.equal(message.content_type, 'application/json')
  assert.equal(message.ttl, 60_000)
  assert.deepEqual(message.message_annotations, {
    'x-opt-partition-key': 'dcim.device:7',
    'x-opt-scheduled-enqueue-time': new Date('2030-01-31T12:00:00Z'),
  })
  assert.equal(message.application_properties?.['place'], 'netbox.events')
  assert.equal(message.application_properties?.['source_offset'], '7')
})

test('many in one transfer, as many as the configuration and the link allow', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double, { batch: { max_count: 40 } })
  const sent = deliveries(100)
  assert.deepEqual(tally(await sink.send(sent, never)), { delivered: 100 })
  assert.deepEqual(
    double.transfers.toSorted((a, b) => b - a),
    [40, 40, 20],
  )
  const ids = new Set(double.kept.map(({ message }) => message.message_id))
  assert.ok(sent.every(({ dedupId }) => ids.has(dedupId)))
})

test('a batch that is refused is halved until the guilty one is found', async t => {
  const double = await ServiceBusDouble.start(t)
  const sent = deliveries(16)
  double.answer = ({ message_id }) =>
    message_id === sent[11]!.dedupId ? { reject: 'com.microsoft:argument-error' } : 'accept'
  const outcomes = await (await sinkWith(t, double)).send(sent, never)
  assert.deepEqual(tally(outcomes), { delivered: 15, 'refused rejected': 1 })
  assert.equal(words(outcomes[11]), 'refused rejected')
  assert.equal(double.kept.length, 15)
  assert.ok(double.transfers.length <= 9, `${double.transfers}`)
})

const refusals: readonly (readonly [condition: string, outcome: string, wait?: number])[] = [
  ['com.microsoft:server-busy', 'retry throttled', 2_000],
  ['amqp:resource-limit-exceeded', 'retry throttled alarm', 10_000],
  ['amqp:not-found', 'retry not_found alarm'],
  ['amqp:unauthorized-access', 'retry permission alarm'],
  ['com.microsoft:entity-disabled', 'retry config alarm'],
  ['com.microsoft:timeout', 'retry timeout'],
  ['amqp:internal-error', 'retry unavailable'],
  ['amqp:link:message-size-exceeded', 'refused too_large'],
  ['com.microsoft:argument-out-of-range', 'refused rejected'],
  ['com.example:new', 'retry other'],
]
for (const [condition, expected, wait] of refusals) {
  test(`${condition} in answer to a message: ${expected}`, async t => {
    const double = await ServiceBusDouble.start(t)
    double.answer = () => ({ reject: condition, description: 'key-secret' })
    const outcome = await outcomeFrom(await sinkWith(t, double))
    assert.equal(words(outcome), expected)
    assert.ok(outcome.kind !== 'delivered')
    assert.ok(outcome.reason.startsWith(`sb://127.0.0.1:${double.port}: `))
    assert.doesNotMatch(outcome.reason, /secret/)
    assert.equal(outcome.kind === 'retry' ? outcome.wait : undefined, wait)
  })

  test(`${condition} when the link is opened: a retry`, async t => {
    const double = await ServiceBusDouble.start(t)
    const description = condition === 'amqp:not-found' ? 'The messaging entity x could not be found.' : ''
    double.attachError = { condition, description }
    const sink = await sinkWith(t, double)
    const outcome = await outcomeFrom(sink)
    assert.equal(words(outcome), expected.replace('refused', 'retry'))
    double.attachError = undefined
    assert.equal(words(await outcomeFrom(sink)), 'delivered')
  })

  test(`${condition} as the end of a link with several under way: all are tried again`, async t => {
    const double = await ServiceBusDouble.start(t)
    double.answer = () => 'nothing'
    const sink = await sinkWith(t, double)
    const sending = Promise.all(deliveries(3).map(one => sink.send([one], never)))
    await until(() => double.received.length === 3, 'three under way')
    double.detach(condition)
    for (const [outcome] of await sending) assert.equal(outcome!.kind, 'retry')
    double.answer = () => 'accept'
    assert.equal(words(await outcomeFrom(sink)), 'delivered')
    assert.equal(double.open, 1)
  })
}

for (const given of ['release', 'modify'] as const)
  test(`${given}: given back, so it is tried again`, async t => {
    const double = await ServiceBusDouble.start(t)
    double.answer = () => given
    assert.equal(words(await outcomeFrom(await sinkWith(t, double))), 'retry unavailable')
  })

test('a token that is refused is a matter of permission', async t => {
  const double = await ServiceBusDouble.start(t)
  double.cbsStatus = 401
  const sink = await sinkWith(t, double)
  assert.equal(words(await outcomeFrom(sink)), 'retry permission alarm')
  double.cbsStatus = 202
  assert.equal(words(await outcomeFrom(sink)), 'delivered')
})

test('a body that is larger than the link takes is not sent; one that fits into no batch goes by itself', async t => {
  const double = await ServiceBusDouble.start(t)
  double.maxMessageSize = 4_000
  const sink = await sinkWith(t, double)
  const sizes = [1_000, 5_000, 3_500, 1_000]
  const batch = sizes.map((size, offset) => delivery({ offset, body: Buffer.alloc(size, 'x') }))
  const outcomes = await sink.send(batch, never)
  assert.deepEqual(outcomes.map(words), ['delivered', 'refused too_large', 'delivered', 'delivered'])
  assert.deepEqual(double.kept.map(({ body }) => body.length).toSorted(), [1_000, 1_000, 3_500])
})

test('a message whose link is detached for its size is found among many, and the others get through', async t => {
  const double = await ServiceBusDouble.start(t)
  const all = deliveries(8)
  double.answer = ({ message_id }) =>
    message_id === all[5]!.dedupId ? { detach: 'amqp:link:message-size-exceeded' } : 'accept'
  const sink = await sinkWith(t, double, { batch: { max_count: 1 } })
  const results = new Map<string, string>()
  const place = async (one: (typeof all)[number]) => {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const [outcome] = await sink.send([one], never)
      results.set(one.dedupId, words(outcome))
      if (outcome!.kind !== 'retry') return
    }
  }
  await Promise.all(all.map(place))
  assert.deepEqual(
    all.map(({ dedupId }) => results.get(dedupId)),
    all.map((_, index) => (index === 5 ? 'refused too_large' : 'delivered')),
  )
})

test('duplicate detection drops what comes again, and not a replay', async t => {
  const double = await ServiceBusDouble.start(t)
  double.duplicateDetection = true
  const sink = await sinkWith(t, double)
  for (const one of [
    delivery({ offset: 1 }),
    delivery({ offset: 1, attempt: 2 }),
    delivery({ offset: 1, replayId: 'r' }),
  ])
    assert.deepEqual(await sink.send([one], never), [{ kind: 'delivered' }])
  assert.equal(double.kept.length, 2)
})

test('where sessions are demanded: with session, also without a key; else an operator is told', async t => {
  const double = await ServiceBusDouble.start(t)
  double.sessions = true
  const one = delivery()
  const keyless = { ...one, event: { ...one.event, key: undefined } }
  const sink = await sinkWith(t, double, { session: 'key' })
  assert.deepEqual(tally(await sink.send([keyless, delivery()], never)), { delivered: 2 })
  const without = await sinkWith(t, double)
  assert.deepEqual(tally(await without.send(deliveries(2), never)), { 'retry config alarm': 2 })
})

test('a partitioned entity: one key in a batch, or batches that are halved down', async t => {
  const double = await ServiceBusDouble.start(t)
  double.partitioned = true
  const byPartition = await sinkWith(t, double, { partition_key: 'key' })
  assert.deepEqual(tally(await byPartition.send(deliveries(4), never)), { delivered: 4 })
  assert.deepEqual(double.transfers, [1, 1, 1, 1])
  const bySession = await sinkWith(t, double, { session: 'key' })
  assert.deepEqual(tally(await bySession.send(deliveries(4, 4), never)), { delivered: 4 })
  assert.equal(double.kept.length, 8)
})

test('a connection that breaks: what was under way is tried again at once, not after its time', async t => {
  const double = await ServiceBusDouble.start(t)
  double.answer = () => 'drop'
  const sink = await sinkWith(t, double, { timeout: 60_000 })
  assert.equal(words(await outcomeFrom(sink)), 'retry network')
  double.answer = () => 'accept'
  assert.equal(words(await outcomeFrom(sink)), 'delivered')
})

test('broken and taken up again under load: an outcome for each, and delivered is only what was accepted', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double)
  const left = [...deliveries(2_000)]
  const claimed = new Set<string>()
  let failed = 0
  let before = 0
  const worker = async () => {
    for (let batch = left.splice(0, 10); batch.length > 0; batch = left.splice(0, 10)) {
      const outcomes = await sink.send(batch, never)
      assert.equal(outcomes.length, batch.length)
      for (const [index, one] of batch.entries()) {
        if (outcomes[index]!.kind === 'delivered') claimed.add(one.dedupId)
        else left.push(one)
      }
      failed += outcomes.filter(({ kind }) => kind === 'retry').length
    }
  }
  const running = Promise.all(Array.from({ length: 8 }, worker))
  for (let round = 0; round < 3; round++) {
    await until(() => claimed.size >= before + 200 || left.length === 0, 'some to be delivered')
    before = claimed.size
    await double.stop()
    await double.start()
  }
  await running
  const kept = new Set(double.kept.map(({ message }) => String(message.message_id)))
  assert.equal(claimed.size, 2_000)
  assert.ok(
    [...claimed].every(id => kept.has(id)),
    'claimed and never accepted',
  )
  assert.ok(failed > 0)
})

test('what has ended is held no longer, nor its signal', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double)
  const [earlier, later] = [new AbortController().signal, new AbortController().signal]
  await sink.send([delivery()], earlier)
  await sink.send([delivery()], later)
  assert.deepEqual(
    [earlier, later].map(signal => getEventListeners(signal, 'abort').length),
    [0, 1],
  )
})
