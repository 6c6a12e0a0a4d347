import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { egressId } from '../src/envelope/index.ts'
import { DeadLetters } from '../src/outbox/dead-letters.ts'
import { outboxesOf } from '../src/outboxes.ts'
import type { Router } from '../src/router.ts'
import type { Delivery, Outcome, Sink } from '../src/types.ts'
import { load } from './helpers/config-files.ts'
import { logRecord } from './helpers/events.ts'
import { CountingMeter, delivered, eventWork, idleTenure, KeptLogger } from './helpers/outbox.ts'
import { StubLog } from './helpers/stub-log.ts'
import { until } from './helpers/until.ts'

function workAt(offset: number) {
  return eventWork(logRecord('{}', { offset }), ['crm'])
}

class KeepingSink implements Sink {
  readonly deliveries: Delivery[] = []
  outcome: Outcome = delivered
  bodyRoom: number | undefined

  async send(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    this.deliveries.push(...deliveries)
    return deliveries.map(() => this.outcome)
  }

  async close(): Promise<void> {}
}

async function made(t: TestContext, sink: string) {
  const { config } = await load(
    t,
    `ingest: { listen: 127.0.0.1:8080 }\nsinks:\n  crm: { type: http, url: "http://127.0.0.1:9/"${sink} }\nrules: []`,
  )
  const adapter = new KeepingSink()
  const log = new StubLog()
  const outboxes = outboxesOf(config, {
    sinks: new Map([['crm', adapter]]),
    deadLetters: new DeadLetters({ log, topic: 'dead-letters.{sink}', fingerprint: 'f', cut: () => {} }),
    router: { detach: <W>(work: W) => work } as Router,
    meterOf: () => new CountingMeter(),
    logger: new KeptLogger(),
  })
  return { outboxes, adapter, log, crm: outboxes.sinks.get('crm')! }
}

test('a sink is sent its events under its own name, or under the former one while it has one', async t => {
  for (const [options, name] of [
    ['', 'crm'],
    [', formerly: old', 'old'],
  ] as const) {
    const { crm, adapter } = await made(t, options)
    const work = workAt(0)
    crm.offer(crm.open(idleTenure(), 0), work, undefined)
    await until(() => adapter.deliveries.length === 1, 'the delivery')
    assert.equal(adapter.deliveries[0]!.egressId, egressId(work.event.sourceId, name))
    assert.equal(adapter.deliveries[0]!.sink, 'crm')
  }
})

test('what a sink refuses becomes a dead letter in its topic', async t => {
  const { crm, adapter, log } = await made(t, '')
  adapter.outcome = { kind: 'refused', class: 'rejected', reason: 'answered 422' }
  crm.offer(crm.open(idleTenure(), 0), workAt(0), undefined)
  await until(() => log.appended.length === 1, 'the dead letter')
  assert.equal(log.appended[0]!.topic, 'dead-letters.crm')
})

test('a commit is due when half of the smallest window has settled', async t => {
  const { crm, adapter, outboxes } = await made(t, ', window: { count: 200 }')
  let told = 0
  outboxes.progress.listen(() => told++)
  const lane = crm.open(idleTenure(), 0)
  for (let offset = 0; offset < 100; offset++) crm.offer(lane, workAt(offset), undefined)
  await until(() => adapter.deliveries.length === 100 && crm.state.count === 0, 'a hundred deliveries')
  assert.equal(told, 1)
})

test('what comes near to what the adapter can send goes without its snapshots, where that is asked for', async t => {
  const message = JSON.stringify({
    event: 'updated',
    data: { id: 1 },
    snapshots: { prechange: 'x'.repeat(2_000) },
  })
  for (const [options, room, snapshots] of [
    [', oversize: trim_snapshots', 2_000, false],
    [', oversize: trim_snapshots', undefined, true],
    [', oversize: trim_snapshots', 10_000, true],
    ['', 2_000, true],
  ] as const) {
    const { crm, adapter } = await made(t, options)
    adapter.bodyRoom = room
    crm.offer(crm.open(idleTenure(), 0), eventWork(logRecord(message), ['crm']), undefined)
    await until(() => adapter.deliveries.length === 1, 'the delivery')
    assert.equal(adapter.deliveries[0]!.body.includes('snapshots'), snapshots, `${options} ${room}`)
  }
})
