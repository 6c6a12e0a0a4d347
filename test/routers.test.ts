import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../src/config/types.ts'
import { Routers } from '../src/routers.ts'
import type { RuleMeter } from '../src/types.ts'
import { load } from './helpers/config-files.ts'
import { logRecord, netboxEvent } from './helpers/events.ts'
import { quietLogger } from './helpers/quiet-logger.ts'
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

const rules: RuleMeter = { lookedUp() {}, compared() {} }

function routersOf(config: Config): Routers {
  return new Routers(config, { logId: 'log', meter: rules, logger: quietLogger })
}

function recordOf(value: Buffer | string) {
  return logRecord(value, { topic: 'events', partition: 0, offset: 7 })
}

test("a configuration's formats, rules and limits decide", async t => {
  const { config } = await load(t, yaml)
  const meter = new CountingReaderMeter()
  const router = routersOf(config).get(meter)
  const routed = router.route(recordOf(netboxEvent()))
  assert.deepEqual(routed !== undefined && 'match' in routed && routed.match.sinks, ['crm'])
  const large = router.route(recordOf(Buffer.alloc(5_000, ' ')))
  assert.ok(large !== undefined && 'problem' in large)
  assert.deepEqual([meter.counts.received, meter.counts.matched, meter.counts.undecodable], [2, 1, 1])
})

test('for one meter there is one router', async t => {
  const { config } = await load(t, yaml)
  const routers = routersOf(config)
  const meter = new CountingReaderMeter()
  assert.equal(routers.get(meter), routers.get(meter))
  assert.notEqual(routers.get(meter), routers.get(undefined))
})

test('without a meter the same is decided', async t => {
  const { config } = await load(t, yaml)
  const router = routersOf(config).get(undefined)
  const routed = router.route(recordOf(netboxEvent()))
  assert.deepEqual(routed !== undefined && 'match' in routed && routed.match.sinks, ['crm'])
})
