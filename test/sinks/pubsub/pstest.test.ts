/** The sink against Google's own fake: what a subscriber gets, what Pub/Sub's limits and errors do, what a restart costs. */
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { type Message, PubSub } from '@google-cloud/pubsub'
import type { Outcome } from '../../../src/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { until } from '../../helpers/until.ts'
import { HOST } from '../../servers/ports.ts'
import { type PstestFault, type PstestServer, TOPIC } from '../../servers/pstest.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'
import { type MadeOptions, never, outcomeFrom, pubsubSinkWith } from './make.ts'

const pstest = ownPstest('the pubsub sink with a real server')

// Google's own library, which subscribes here, would look for this machine's metadata server.
process.env['METADATA_SERVER_DETECTION'] = 'none'

const words = (outcome: Outcome) =>
  outcome.kind === 'delivered'
    ? outcome.kind
    : `${outcome.kind} ${outcome.class} ${outcome.status ?? ''}`.trim()

async function started(t: TestContext, options: MadeOptions = {}) {
  const server = await pstest.start(t)
  return { server, sink: await pubsubSinkWith(t, { endpoint: server.url, ...options }) }
}

/** What a subscriber with Google's own library gets until `enough` have come; all is acknowledged. */
async function received(
  server: PstestServer,
  enough: number,
  send: () => Promise<void>,
): Promise<readonly Message[]> {
  const pubsub = new PubSub({
    projectId: 'test',
    apiEndpoint: `${HOST}:${server.port}`,
    emulatorMode: true,
    clientOptions: { universeDomain: 'googleapis.com' },
  })
  const [subscription] = await pubsub.topic(TOPIC).createSubscription('s', { enableMessageOrdering: true })
  const got: Message[] = []
  subscription.on('message', message => {
    got.push(message)
    message.ack()
  })
  try {
    await send()
    await until(() => got.length >= enough, `${enough} messages`, 20_000)
    return got
  } finally {
    // While the server is there: without it, this takes a minute.
    await subscription.close()
    await pubsub.close()
  }
}

describe('with pstest', { skip: pstest.skip }, () => {
  test('a subscriber gets what is delivered, byte for byte, with its attributes, in the order of its key', async t => {
    const { server, sink } = await started(t, { ordering: true, attributes: { site: '{{ sink }}' } })
    const sent = deliveries(20).map(one => ({ ...one, event: { ...one.event, key: 'k1' } }))
    const got = await received(server, 20, async () => {
      for (const one of sent) assert.equal((await sink.send([one], never))[0]!.kind, 'delivered')
    })
    assert.deepEqual(
      got.map(({ data }) => String(data)),
      sent.map(({ body }) => String(body)),
    )
    const { orderingKey, attributes } = got[19]!
    assert.equal(orderingKey, 'k1')
    assert.deepEqual(
      [attributes['egress_id'], attributes['netbox_id'], attributes['site']],
      [sent[19]!.egressId, 'nb-1', 'crm'],
    )
  })

  test('a batch is one request; with ordering each key has its own', async t => {
    const { server, sink } = await started(t)
    assert.ok((await sink.send(deliveries(100), never)).every(({ kind }) => kind === 'delivered'))
    assert.equal(server.requests.length, 1)
    const ordered = await pubsubSinkWith(t, { endpoint: server.url, ordering: true })
    assert.ok((await ordered.send(deliveries(10), never)).every(({ kind }) => kind === 'delivered'))
    const keys = server.requests
      .slice(1)
      .map(({ messages }) => messages.map(({ orderingKey }) => orderingKey))
    assert.deepEqual(
      keys.toSorted(),
      deliveries(10)
        .map(({ event }) => [event.key])
        .toSorted(),
    )
  })

  test('keys that share ordering keys share requests, none of which has two; each key is in order', async t => {
    const { server, sink } = await started(t, { ordering: true, ordering_keys: 4 })
    for (let round = 0; round < 3; round++) {
      const sent = Array.from({ length: 40 }, (_, n) => delivery({ offset: round * 40 + n, key: `k${n}` }))
      assert.ok((await sink.send(sent, never)).every(({ kind }) => kind === 'delivered'))
    }
    assert.equal(server.requests.length, 12)
    for (const { messages } of server.requests)
      assert.equal(new Set(messages.map(({ orderingKey }) => orderingKey)).size, 1)
    const offsets = new Map<number, number[]>()
    const under = new Map<number, Set<string>>()
    for (const { attributes, orderingKey } of server.requests.flatMap(({ messages }) => messages)) {
      const offset = Number(attributes['source_offset'])
      offsets.set(offset % 40, [...(offsets.get(offset % 40) ?? []), offset])
      under.set(offset % 40, (under.get(offset % 40) ?? new Set()).add(orderingKey))
    }
    assert.equal(offsets.size, 40)
    for (const [key, found] of offsets) assert.deepEqual(found, [key, key + 40, key + 80])
    for (const keys of under.values()) assert.equal(keys.size, 1)
  })

  test('ten million bytes are taken, a message more is not sent, and larger batches are split', async t => {
    const { server, sink } = await started(t)
    const small = delivery({ offset: 1, body: Buffer.alloc(300_000) })
    await sink.send([small], never)
    const { size } = sizeOf(server, 0)
    const room = 10_000_000 - (size - 300_000) - 2 // of the two lengths of data and message, two digits more
    const largest = delivery({ offset: 1, body: Buffer.alloc(room, 'x') })
    const tooLarge = delivery({ offset: 1, body: Buffer.alloc(room + 1, 'x') })
    assert.deepEqual((await sink.send([largest, tooLarge], never)).map(words), [
      'delivered',
      'refused too_large',
    ])
    assert.equal(server.requests[1]!.messages[0]!.data.length, room)
    const six = deliveries(6).map(one => ({ ...one, body: Buffer.alloc(4_000_000, 'y') }))
    assert.deepEqual(new Set((await sink.send(six, never)).map(words)), new Set(['delivered']))
    assert.deepEqual(
      server.requests.slice(2).map(({ messages }) => messages.length),
      [2, 2, 2],
    )
  })

  test('of a batch that does not fit the schema, the message that does not is refused alone', async t => {
    const { server, sink } = await started(t)
    const all = deliveries(50)
    const fault = { code: 3, message: 'Invalid data in message: Message failed schema validation.' }
    server.control({ messages: { [all[17]!.egressId]: fault } })
    const outcomes = (await sink.send(all, never)).map(words)
    assert.deepEqual(
      outcomes,
      all.map((_, at) => (at === 17 ? 'refused rejected 3' : 'delivered')),
    )
    assert.equal(server.stored.length, 49)
  })

  test('a paused key: behind a message that failed nothing of its key is sent, and then in order', async t => {
    const { server, sink } = await started(t, { ordering: true })
    const line = deliveries(3).map(one => ({ ...one, event: { ...one.event, key: 'k1' } }))
    const other = delivery({ offset: 9, key: 'k2' })
    server.control({ messages: { [line[1]!.egressId]: { code: 14, message: 'busy' } } })
    assert.equal(words((await sink.send([line[0]!], never))[0]!), 'delivered')
    const outcomes = (await sink.send([line[1]!, line[2]!, other], never)).map(words)
    assert.deepEqual(outcomes, ['retry unavailable 14', 'retry unavailable 14', 'delivered'])
    server.control({})
    for (const one of line.slice(1)) assert.equal(words((await sink.send([one], never))[0]!), 'delivered')
    const ids = line.map(({ egressId }) => egressId)
    assert.deepEqual(
      server.stored.filter(id => ids.includes(id)),
      ids,
    )
  })

  test('taken, but not said so: sent again with the same egress id', async t => {
    const { server, sink } = await started(t)
    server.reply([{ code: 14, message: 'The service was unable to fulfill your request.', stored: true }])
    const one = delivery({ offset: 4 })
    assert.equal(words((await sink.send([one], never))[0]!), 'retry unavailable 14')
    assert.equal(words((await sink.send([{ ...one, attempt: 2 }], never))[0]!), 'delivered')
    assert.deepEqual(server.stored, [one.egressId, one.egressId])
  })

  for (const [what, fault, expected] of [
    ['credentials wrong', { code: 16 }, { class: 'permission', alarm: true }],
    ['not authorised', { code: 7 }, { class: 'permission', alarm: true }],
    ['topic missing', { code: 5 }, { class: 'not_found', alarm: true }],
    ['throttled', { code: 8 }, { class: 'throttled', wait: 1_000 }],
    ['throttled for a time', { code: 8, retryMs: 30_000 }, { class: 'throttled', wait: 30_000 }],
    ['not available', { code: 14 }, { class: 'unavailable' }],
    ['not available for a time', { code: 14, retryMs: 3_000 }, { class: 'unavailable', wait: 3_000 }],
    ['failed inside', { code: 13 }, { class: 'unavailable' }],
    ['a key that is disabled', { code: 9 }, { class: 'config', alarm: true }],
    ['no Pub/Sub', { code: 12 }, { class: 'config', alarm: true }],
  ] as readonly (readonly [string, PstestFault, { readonly [name: string]: unknown }])[])
    test(`${what}: a retry that says so, sent once`, async t => {
      const { server, sink } = await started(t)
      server.control({ all: { message: 'a secret of theirs', ...fault } })
      const { reason, status, kind, ...rest } = (await outcomeFrom(sink)) as Outcome & {
        readonly reason: string
      }
      assert.deepEqual([kind, status, rest], ['retry', fault.code, expected])
      assert.match(reason, new RegExp(`^http://127\\.0\\.0\\.1: answered ${fault.code} [A-Z_]+ \\(`))
      assert.doesNotMatch(reason, /secret/)
      assert.equal(server.requests.length, 1)
    })

  test('a topic that is not there is found out', async t => {
    const { sink } = await started(t, { topic: 'projects/test/topics/missing' })
    assert.equal(words(await outcomeFrom(sink)), 'retry not_found 5')
  })

  test('what is under way is bounded, and what waits is sent in its turn', async t => {
    const { server, sink } = await started(t, { ordering: true, flow_control: { max_messages: 3 } })
    server.control({ hold: true })
    const sending = sink.send(deliveries(10), never)
    await until(() => server.requests.length === 3, 'three requests')
    server.control({})
    assert.ok((await sending).every(({ kind }) => kind === 'delivered'))
    assert.equal(server.requests.length, 10)
  })

  test('the variable for emulators is heeded', async t => {
    const server = await pstest.start(t)
    process.env['PUBSUB_EMULATOR_HOST'] = `${HOST}:${server.port}`
    t.after(() => delete process.env['PUBSUB_EMULATOR_HOST'])
    assert.equal(words(await outcomeFrom(await pubsubSinkWith(t, {}))), 'delivered')
  })

  for (const ordering of [true, false])
    test(`killed and started again under load, ordering: ${ordering}`, async t => {
      await underLoad(t, ordering)
    })
})

function sizeOf(server: PstestServer, at: number): { readonly size: number } {
  const field = (length: number) =>
    1 + (length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4) + length
  const { topic, messages } = server.requests[at]!
  let size = field(topic.length)
  for (const { data, attributes } of messages) {
    let inside = field(data.length) + field(0)
    for (const [name, value] of Object.entries(attributes))
      inside += field(field(name.length) + field(value.length))
    size += field(inside)
  }
  return { size }
}

/** Three restarts while deliveries of 30 keys go on; each is sent again until it is delivered, and the next of its key after it. */
async function underLoad(t: TestContext, ordering: boolean): Promise<void> {
  const { server, sink } = await started(t, { ordering })
  const all = Array.from({ length: 1_500 }, (_, offset) => delivery({ offset, key: `k${offset % 30}` }))
  let attempts = 0
  let outcomes = 0
  let delivered = 0
  const worker = async (key: number) => {
    for (let at = key; at < all.length; at += 30)
      for (let kind = ''; kind !== 'delivered'; outcomes++) {
        attempts++
        const [outcome] = await sink.send([all[at]!], never)
        kind = outcome!.kind
        if (kind === 'delivered') delivered++
        // What an outbox would wait for; here it is only not to ask all the time while nobody is there.
        else await new Promise(setImmediate)
      }
  }
  const running = Promise.all(Array.from({ length: 30 }, (_, key) => worker(key)))
  for (const part of [300, 700, 1_100]) {
    await until(() => delivered >= part, `${part} to be delivered`, 20_000)
    await server.kill()
    await server.start()
  }
  await running
  assert.equal(outcomes, attempts)
  const stored = server.stored
  const first = [...new Set(stored)]
  assert.equal(first.length, all.length, 'claimed to be delivered and not stored')
  const places = new Map(all.map(({ egressId, event }) => [egressId, event.record.offset]))
  for (let key = 0; key < 30; key++) {
    const offsets = first.map(id => places.get(id)!).filter(offset => offset % 30 === key)
    assert.deepEqual(
      offsets,
      offsets.toSorted((a, b) => a - b),
      `first arrivals of key ${key}`,
    )
  }
}
