import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routerOf } from '../src/routers.ts'
import { load } from './helpers/config-files.ts'
import { logRecord, netboxEvent } from './helpers/events.ts'
import { CountingReaderMeter } from './helpers/reader.ts'

const yaml = `
ingest: { listen: 127.0.0.1:8080 }
limits: { max_record_bytes: 4KiB }
sinks:
  crm: { type: http, url: "http://127.0.0.1:9/" }
rules:
  - name: devices
    object_types: [dcim.device]
    event_types: [object_updated]
    sinks: [crm]
`

function recordOf(value: Buffer | string) {
  return logRecord(value, { topic: 'events', partition: 0, offset: 7 })
}

test("a configuration's formats, rules and limits decide", async t => {
  const { config } = await load(t, yaml)
  const meter = new CountingReaderMeter()
  const router = routerOf(config, { logId: 'log', ruleFailed: () => {} }, meter)
  const routed = router.route(recordOf(netboxEvent()))
  assert.deepEqual(routed !== undefined && 'match' in routed && routed.match.sinks, ['crm'])
  const large = router.route(recordOf(Buffer.alloc(5_000, ' ')))
  assert.ok(large !== undefined && 'problem' in large)
  assert.deepEqual([meter.counts.received, meter.counts.matched, meter.counts.undecodable], [2, 1, 1])
})

test('without a meter the same is decided', async t => {
  const { config } = await load(t, yaml)
  const router = routerOf(config, { logId: 'log', ruleFailed: () => {} }, undefined)
  const routed = router.route(recordOf(netboxEvent()))
  assert.deepEqual(routed !== undefined && 'match' in routed && routed.match.sinks, ['crm'])
})
