/** The sink in a whole router, on the embedded log. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import { load } from '../../helpers/config-files.ts'
import { netboxEvent } from '../../helpers/events.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { runApp } from '../../helpers/running-app.ts'
import { until } from '../../helpers/until.ts'

test('what a rule wants is in the other topic of the same log, byte for byte, after a reload too', async t => {
  const yaml = (topic: string) => `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks: { copy: { type: log, topic: ${topic}, shape: message } }
rules: [{ name: r, object_types: [dcim.device], event_types: [object_updated], sinks: [copy] }]
`
  const { app, folder, post, sample } = await runApp(t, yaml('copies'))
  const events = ['550e8400-e29b-41d4-a716-446655440001', '550e8400-e29b-41d4-a716-446655440002'].map(
    sourceId => netboxEvent({ sourceId }),
  )
  assert.equal(await post(events[0]!), 202)
  const delivered = 'sluice_sink_delivered_total{sink="copy"}'
  await until(async () => (await sample(delivered)) === 1, 'the first to be delivered')
  const { config } = await load(t, `log: { type: embedded, path: ${folder}/data }\n${yaml('elsewhere')}`)
  await app.reload(config)
  assert.equal(await post(events[1]!), 202)
  await until(async () => (await sample(delivered)) === 2, 'the second to be delivered')
  await app.drain()

  const log = embeddedLog(
    { ...config.log, type: 'embedded', path: `${folder}/data` } as Parameters<typeof embeddedLog>[0],
    { logger: quietLogger },
  )
  t.after(() => log.close())
  await log.open()
  for (const [index, topic] of ['copies', 'elsewhere'].entries()) {
    const bounds = (await log.bounds(topic))!
    assert.equal(bounds.length, 4)
    const values: Buffer[] = []
    for (const [partition, { start, end }] of bounds.entries())
      if (end > start)
        for await (const { value, headers } of log.scan(topic, partition, start, end)) {
          values.push(value!)
          assert.ok(headers.some(({ name }) => name === 'egress_id'))
        }
    assert.deepEqual(values, [events[index]])
  }
})
