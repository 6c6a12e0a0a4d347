/**
 * The whole road to a broker: from events posted over HTTP to what arrives there, what is logged and what is counted.
 */
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { netboxEvent } from '../helpers/events.ts'
import { type RunningApp, runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'
import type { Arrival } from './other-side.ts'

/** What a router sends to. Ends with the test. */
export interface RoadEnd {
  /** Options of the sink, on one line of YAML each. */
  readonly options: readonly string[]
  /** In the order of arrival, accepted or not. */
  arrived(): readonly Arrival[]
  stop(): Promise<void>
  start(): Promise<void>
}

/** Something that goes wrong, and how it has to be told. */
export interface Fault<End extends RoadEnd> {
  readonly what: string
  /** Options of the sink that make it happen, or that it needs. */
  readonly options?: readonly string[]
  /** Makes it happen; `mended` makes it stop. */
  begin?(end: End): void
  mended?(end: End): void
  /** Bytes of the event; those of a small one where it is not given. */
  readonly size?: number
  readonly outcome: 'retry' | 'refused'
  readonly class: string
  readonly status?: number
  readonly reason: RegExp
}

/** An adapter's part of it. */
export interface Road<End extends RoadEnd> {
  readonly type: string
  readonly secrets: readonly string[]
  open(t: TestContext): Promise<End>
  readonly faults: readonly Fault<End>[]
  /** Of the next messages every second one fails, each by itself; undefined: a batch is taken as a whole or not at all. */
  halfFails?(end: End): void
}

const sink = 'edge'
const generous = 30_000 // ms

/** Registers the tests. */
export function roadSuite<End extends RoadEnd>(road: Road<End>): void {
  describe(`the whole road to ${road.type}`, () => {
    restarts(road)
    for (const fault of road.faults) failing(road, fault)
    if (road.halfFails !== undefined) halves(road)
  })
}

async function running<End extends RoadEnd>(
  t: TestContext,
  { type, open }: Road<End>,
  more: readonly string[] = [],
): Promise<{ readonly end: End; readonly app: RunningApp }> {
  const end = await open(t)
  const names = new Set(more.map(nameOf))
  const options = [...end.options.filter(option => !names.has(nameOf(option))), ...more]
  const app = await runApp(
    t,
    `
identity: { netbox_id: nb-1 }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
  ${sink}:
    type: ${type}
    retry: { initial: 10ms, max: 50ms }
    breaker: { failures: 0 }
${options.map(option => `    ${option}`).join('\n')}
rules:
  - { name: devices, object_types: [dcim.device], event_types: [object_updated], sinks: [${sink}] }
`,
  )
  return { end, app }
}

function nameOf(option: string): string {
  return option.slice(0, option.indexOf(':'))
}

function restarts<End extends RoadEnd>(road: Road<End>): void {
  test('killed and started again under load: 0 lost, order per key, repeats have the same id', async t => {
    const { end, app } = await running(t, road)
    const keys = 20
    const perKey = 15
    const all = keys * perKey
    const posting = (async () => {
      for (let n = 0; n < all; n++) {
        const event = netboxEvent({ id: n % keys, data: { serial: Math.floor(n / keys) } })
        assert.equal(await app.post(event), 202)
      }
    })()
    for (const part of [all / 5, all / 2]) {
      await until(() => end.arrived().length >= part, `${part} messages`, generous)
      await end.stop()
      await end.start()
    }
    await posting
    const delivered = `sluice_sink_delivered_total{sink="${sink}"}`
    await until(async () => (await app.sample(delivered)) === all, 'all to be delivered', generous)
    const seen = new Map<string, number[]>()
    const ids = new Map<string, string>()
    for (const { body, egressId } of end.arrived()) {
      const { id, serial } = JSON.parse(String(body)).message.data as {
        readonly id: number
        readonly serial: number
      }
      const event = `${id} ${serial}`
      assert.equal(ids.get(event) ?? egressId, egressId, 'a repeat has the id of the first')
      if (!ids.has(event)) seen.set(String(id), [...(seen.get(String(id)) ?? []), serial])
      ids.set(event, egressId)
    }
    assert.equal(ids.size, all)
    for (const serials of seen.values())
      assert.deepEqual(
        serials,
        Array.from({ length: perKey }, (_, serial) => serial),
      )
  })
}

function failing<End extends RoadEnd>(road: Road<End>, fault: Fault<End>): void {
  test(`${fault.what}: outcome, log line and metric are the documented ones`, async t => {
    const { end, app } = await running(t, road, fault.options)
    fault.begin?.(end)
    await app.post(netboxEvent(fault.size === undefined ? {} : { size: fault.size }))
    const attempt = () => app.lines.find(line => line['msg'] === 'delivery.attempted')
    await until(() => attempt() !== undefined, 'the attempt', generous)
    const line = attempt() as { readonly [field: string]: unknown }
    assert.deepEqual(
      [line['outcome'], line['class'], line['status']],
      [fault.outcome, fault.class, fault.status],
    )
    assert.match(String(line['reason']), fault.reason)
    const metric = `sluice_sink_attempts_total{sink="${sink}",outcome="${fault.outcome}",class="${fault.class}"}`
    await until(async () => ((await app.sample(metric)) ?? 0) >= 1, metric)
    const dead = `sluice_sink_dead_lettered_total{sink="${sink}",stage="refused"}`
    if (fault.outcome === 'refused') await until(async () => (await app.sample(dead)) === 1, dead)
    else assert.ok(!(await app.sample(dead)), 'nothing is given up')
    if (fault.mended !== undefined) {
      fault.mended(end)
      const delivered = `sluice_sink_delivered_total{sink="${sink}"}`
      await until(async () => (await app.sample(delivered)) === 1, 'the delivery afterwards', generous)
    }
    for (const secret of road.secrets) assert.ok(!JSON.stringify(app.lines).includes(secret), secret)
  })
}

function halves<End extends RoadEnd>(road: Road<End>): void {
  test('half of a batch fails: the others are delivered, and it comes again alone', async t => {
    const { end, app } = await running(t, road, ['batch: { max_count: 10, linger: 200ms }'])
    road.halfFails!(end)
    await Promise.all(Array.from({ length: 10 }, (_, id) => app.post(netboxEvent({ id }))))
    const delivered = `sluice_sink_delivered_total{sink="${sink}"}`
    await until(async () => (await app.sample(delivered)) === 10, 'all to be delivered', generous)
    const times = Map.groupBy(end.arrived(), ({ egressId }) => egressId)
    assert.equal(times.size, 10)
    assert.deepEqual(
      [...times.values()].map(({ length }) => length).toSorted(),
      [1, 1, 1, 1, 1, 2, 2, 2, 2, 2],
    )
  })
}
