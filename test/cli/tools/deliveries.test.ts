import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepare } from '../../../src/cli/tools/deliveries.ts'
import { egressId } from '../../../src/envelope/index.ts'
import { netboxFormat } from '../../../src/formats/index.ts'
import { load, whole } from '../../helpers/config-files.ts'
import { assertEnvelope } from '../../helpers/envelope.ts'
import { logRecord, netboxEvent } from '../../helpers/events.ts'

const two = whole.replace(
  'hooks" }',
  'hooks" }\n  audit: { type: http, url: "https://audit/", formerly: log }',
)

test('a delivery is what the adapter would be given at the first attempt', async t => {
  const { config } = await load(t, `identity: { netbox_id: nb-1 }\n${two}`)
  const record = logRecord(netboxEvent({ id: 7 }))
  const event = netboxFormat({ key: ['data.id'], logId: '' }).decode(record)
  const rules = [{ ...config.rules[0]!, actionData: { team: 'noc' } }]
  const deliveries = await prepare({ record, event, match: { rules, sinks: ['audit', 'crm'] } }, config)
  assert.deepEqual(
    deliveries.map(({ sink, rules, refused }) => [sink.name, rules, refused]),
    [
      ['audit', [], ''],
      ['crm', ['devices'], ''],
    ],
  )
  const [audit, crm] = deliveries.map(({ body }) => assertEnvelope(body!))
  assert.equal(crm!.netbox_id, 'nb-1')
  assert.equal((crm!.message['data'] as { team: string }).team, 'noc')
  assert.equal((audit!.message['data'] as { team?: string }).team, undefined)
  assert.equal(crm!.egress_id, deliveries[1]!.egressId)
})

test('a sink that was renamed keeps its egress ids', async t => {
  const { config } = await load(t, two)
  const record = logRecord(netboxEvent({ sourceId: 'x' }))
  const event = netboxFormat({ key: [], logId: '' }).decode(record)
  const [audit] = await prepare({ record, event, match: { rules: [], sinks: ['audit'] } }, config)
  assert.equal(audit!.egressId, egressId(event.sourceId, 'log'))
})

test('where no body can be made, the reason is told', async t => {
  const { config } = await load(t, whole.replace('hooks" }', 'hooks", max_message_bytes: 512B }'))
  const record = logRecord(netboxEvent({ id: 7 }))
  const event = netboxFormat({ key: [], logId: '' }).decode(record)
  const [crm] = await prepare({ record, event, match: { rules: config.rules, sinks: ['crm'] } }, config)
  assert.equal(crm!.body, undefined)
  assert.match(crm!.refused, /512/)
  assert.equal(crm!.egressId, egressId(event.sourceId, 'crm'))
})
