/** The sink against moto: what arrives at a queue behind a topic, and what it costs when the server goes away. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { wrapping } from '../../../src/envelope/index.ts'
import { netboxFormat } from '../../../src/formats/index.ts'
import type { Delivery, Outcome } from '../../../src/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { logRecord } from '../../helpers/events.ts'
import { MotoQueue } from '../../helpers/moto-queue.ts'
import { until } from '../../helpers/until.ts'
import { startMoto } from '../../servers/moto.ts'
import { findMoto } from '../../servers/moto-files.ts'
import { motoFor } from '../../servers/moto-suite.ts'
import { never, outcomeFrom, snsSinkWith } from './make.ts'

const moto = motoFor('the sns sink with moto')

const words = (outcome: Outcome) =>
  outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.class} ${outcome.status}`
const all = (outcomes: readonly Outcome[], count: number) =>
  assert.deepEqual(outcomes.map(words), new Array(count).fill('delivered'))

describe('with moto', { skip: moto.skip }, () => {
  test('a queue behind a standard topic gets what is delivered, byte for byte, with its attributes', async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'standard')
    const sink = await snsSinkWith(t, {
      topic_arn: queue.topicArn,
      endpoint: url,
      message_attributes: { site: '{{ object_type }}', none: '{{ replay_id }}' },
    })
    const texts = [
      '{"\u00fc":"\u{1f600} & < > \\u0000 %20+ =&"}',
      '{"a":1.0}\r\n',
      ...deliveries(23).map(String),
    ]
    const sent = texts.map((text, offset) => delivery({ offset, body: Buffer.from(text) }))
    all(await sink.send(sent, never), 25)
    const got = (await queue.until(25)).toSorted((a, b) => offsetOf(a.attributes) - offsetOf(b.attributes))
    assert.deepEqual(
      got.map(({ body }) => body),
      texts,
    )
    assert.deepEqual(got[3]!.attributes, {
      egress_id: sent[3]!.egressId,
      source_id: sent[3]!.event.sourceId,
      source_type: 'object_updated',
      netbox_id: 'nb-1',
      model: 'device',
      place: 'netbox.events/0/3',
      site: 'dcim.device',
    })
    await sink.check!(never)
  })

  test('a filter policy sees the attributes', async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'filtered', {
      RawMessageDelivery: 'true',
      FilterPolicy: JSON.stringify({ source_type: ['object_created'] }),
    })
    const sink = await snsSinkWith(t, { topic_arn: queue.topicArn, endpoint: url })
    all(
      await sink.send([delivery({ type: 'object_updated' }), delivery({ type: 'object_created' })], never),
      2,
    )
    const [only] = await queue.until(1)
    assert.equal(only!.attributes['source_type'], 'object_created')
  })

  test('a FIFO topic: a key is a group, its events in order, and a repeat arrives once', async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'ordered.fifo')
    const sink = await snsSinkWith(t, { topic_arn: queue.topicArn, endpoint: url })
    const keys = ['dcim.device:1', 'with blanks \u00fc']
    for (let offset = 0; offset < 10; offset++) {
      const one = delivery({ offset, key: keys[offset % 2]! })
      all(await sink.send([one], never), 1)
      if (offset % 3 === 0) all(await sink.send([{ ...one, attempt: 2 }], never), 1)
    }
    const got = await queue.until(10)
    const groups = new Map<string, number[]>()
    for (const { group, attributes } of got) {
      const offsets = groups.get(group!) ?? []
      groups.set(group!, [...offsets, offsetOf(attributes)])
    }
    assert.deepEqual(groups.get('dcim.device:1'), [0, 2, 4, 6, 8])
    assert.deepEqual([...groups.values()].toSorted()[1], [1, 3, 5, 7, 9])
    assert.equal(groups.size, 2)
  })

  test('a text of its own goes to the protocol that has one', async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'structured')
    const options = { topic_arn: queue.topicArn, endpoint: url }
    all(
      await (await snsSinkWith(t, { ...options, bodies: { sqs: 'for queues' } })).send([delivery()], never),
      1,
    )
    const others = delivery()
    all(await (await snsSinkWith(t, { ...options, bodies: { sms: 'for phones' } })).send([others], never), 1)
    const texts = (await queue.until(2)).map(({ body }) => body)
    assert.deepEqual(texts.toSorted(), ['FOR QUEUES', others.body.toString()].toSorted())
  })

  test('a topic that is not there is a retry with an alarm, and the check names it', async t => {
    const { url } = await moto.get()
    const missing = 'arn:aws:sns:us-east-1:123456789012:missing'
    const sink = await snsSinkWith(t, { topic_arn: missing, endpoint: url })
    const outcome = await outcomeFrom(sink)
    assert.equal(words(outcome), 'retry not_found 404')
    assert.ok(outcome.kind === 'retry' && outcome.alarm === true)
    await assert.rejects(sink.check!(never), { code: 'sink_unreachable', hint: new RegExp(missing) })
  })

  test('a role is taken on at STS', async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'role')
    const assume_role = {
      role_arn: 'arn:aws:iam::123456789012:role/sluice',
      external_id: 'x1',
      endpoint: url,
    }
    const sink = await snsSinkWith(t, { topic_arn: queue.topicArn, endpoint: url, assume_role })
    all(await sink.send([delivery()], never), 1)
  })

  test("the example of NetBox Labs' documentation runs unchanged on what arrives", async t => {
    const { url } = await moto.get()
    const queue = await MotoQueue.make(url, 'lambda', {})
    const sink = await snsSinkWith(t, { topic_arn: queue.topicArn, endpoint: url })
    const events = [
      { event: 'created', name: 'router "\u00e9\u{1f600}"\n' },
      { event: 'updated', name: 'router-02' },
      { event: 'deleted', name: 'router-03' },
    ]
    for (const [offset, { event, name }] of events.entries()) {
      const data = { id: offset, name, site: { id: 5, name: 'NYC-DC1' } }
      const message = {
        event,
        model: 'dcim.device',
        timestamp: '2025-10-29T10:30:00Z',
        username: 'admin',
        data,
      }
      all(await sink.send([enveloped(JSON.stringify(message), offset)], never), 1)
    }
    const got = await queue.until(3)
    const done = runExample(got.map(({ body }) => body))
    const printed = [
      'Processing object_created from nb-1',
      'New device: router "\u00e9\u{1f600}"',
      ' at NYC-DC1',
    ]
    for (const line of printed) assert.ok(done.printed.includes(line), `${line} in ${JSON.stringify(done)}`)
    assert.deepEqual(done.result, { statusCode: 200 })
    assert.deepEqual(done.calls.map(([name]) => name).toSorted(), [
      'handle_object_deleted',
      'handle_object_updated',
      'update_cmdb',
      'update_monitoring_system',
    ])
    const told = done.calls.find(([name]) => name === 'update_monitoring_system')
    assert.deepEqual(told?.slice(1), ['router "\u00e9\u{1f600}"\n', 'NYC-DC1'])
  })

  test('killed and started again under load: each delivery has its outcome, and what is delivered is there', async t => {
    const own = await startMoto()
    t.after(() => own.stop())
    const before = await MotoQueue.make(own.url, 'load')
    const sink = await snsSinkWith(t, { topic_arn: before.topicArn, endpoint: own.url })
    const left = [...deliveries(300)]
    let attempts = 0
    let outcomes = 0
    let delivered = 0
    const restarted = Promise.withResolvers<void>()
    let isRestarted = false
    const afterwards = new Set<string>()
    const kinds = new Set<string>()
    const worker = async () => {
      for (let batch = left.splice(0, 10); batch.length > 0; batch = left.splice(0, 10))
        for (let rest = batch; rest.length > 0; ) {
          const sentAfter = isRestarted
          attempts += rest.length
          const given = await sink.send(rest, never)
          outcomes += given.length
          for (const [at, outcome] of given.entries()) {
            kinds.add(words(outcome))
            if (outcome.kind !== 'delivered') continue
            delivered++
            // What moto held before it was killed is gone with it.
            if (sentAfter) afterwards.add(rest[at]!.egressId)
          }
          rest = rest.filter((_, at) => given[at]!.kind !== 'delivered')
          if (rest.length > 0) await restarted.promise
        }
    }
    const running = Promise.all(Array.from({ length: 4 }, worker))
    await until(() => delivered >= 100, '100 to be delivered', 60_000)
    await own.kill()
    await until(() => [...kinds].some(kind => kind.includes('network')), 'a failure', 20_000)
    await own.start()
    const queue = await MotoQueue.make(own.url, 'load')
    isRestarted = true
    restarted.resolve()
    await running
    assert.equal(outcomes, attempts)
    assert.equal(delivered, 300)
    assert.ok(afterwards.size > 0)
    await queue.until(afterwards.size, 60_000)
    const there = new Set(queue.received.map(({ attributes }) => attributes['egress_id']))
    for (const id of afterwards) assert.ok(there.has(id), `${id} was delivered, and is not there`)
  })
})

function offsetOf({ place }: { readonly [name: string]: string }): number {
  return Number(place!.split('/')[2])
}

/** A delivery whose body is the envelope, as the router makes it. */
function enveloped(message: string, offset: number): Delivery {
  const event = netboxFormat({ key: [], logId: '' }).decode(logRecord(message, { offset }))
  const made = delivery({ offset })
  const wrap = wrapping({
    sink: 'audit',
    idName: 'audit',
    identity: { netbox_id: 'nb-1', netbox_version: '4.1.0', environment: 'production' },
    sourceTypeDocs: 'https://docs.netboxlabs.com/event-streams/#event-types',
    version: '1.2.3',
  })
  return {
    ...made,
    event,
    message: event.message,
    body: wrap.envelope(event, made.egressId, Date.now(), undefined),
  }
}

interface Done {
  readonly result: unknown
  readonly calls: readonly (readonly [name: string, ...values: unknown[]])[]
  readonly printed: readonly string[]
}

/** boto3, which the example imports, is among moto's packages. */
function runExample(notifications: readonly string[]): Done {
  const files = findMoto()
  assert.ok(typeof files !== 'string')
  const { stdout, stderr } = spawnSync(files.python, ['-s', join(import.meta.dirname, 'run_lambda.py')], {
    input: JSON.stringify(notifications),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      PYTHONPATH: files.folder,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONUTF8: '1',
    },
    timeout: 60_000,
  })
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Done
}
