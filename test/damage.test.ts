import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { embeddedLog } from '../src/logs/embedded/index.ts'
import { netboxEvent } from './helpers/events.ts'
import { Ledger } from './helpers/ledger.ts'
import { loadEvent } from './helpers/load.ts'
import { quietLogger } from './helpers/quiet-logger.ts'
import { SluiceProcess, testFolder } from './helpers/sluice-process.ts'

test('a damaged record ends it with a hint, and what was delivered before does not come again at each restart', async t => {
  const ledger = await Ledger.start(t)
  const folder = testFolder(t)
  const marker = 'damage-me'
  const log = embeddedLog(
    {
      type: 'embedded',
      path: join(folder, 'data'),
      group: 'sluice',
      partitions: 1,
      retention: 0,
      max_bytes: 0,
      on_full: 'refuse',
    },
    { logger: quietLogger },
  )
  await log.open()
  await log.createTopic('events', { partitions: 1 })
  for (let id = 1; id <= 20; id++) await log.append('events', [{ key: null, value: loadEvent(id).value }])
  await log.append('events', [{ key: null, value: netboxEvent({ data: { name: marker } }) }])
  await log.close()
  const file = join(folder, 'data', 'log.db')
  const bytes = readFileSync(file)
  const at = bytes.indexOf(marker)
  assert.ok(at > 0)
  bytes.write('x', at)
  writeFileSync(file, bytes)

  const config = `
log: { type: embedded, path: ./data }
sources: [{ topics: [events], start: earliest }]
sinks: { receiver: { type: http, url: "${ledger.url}" } }
rules: [{ name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [receiver] }]
metrics: { listen: 127.0.0.1:0 }
`
  for (let run = 0; run < 2; run++) {
    const sluice = new SluiceProcess(t, { config, folder })
    assert.equal(await sluice.exited, 1, sluice.said)
    assert.match(sluice.errors, /^sluice: .*damaged.*\n {2}\S/m)
    const line = sluice.lines.find(({ msg }) => msg === 'reading cannot go on')
    assert.equal(line?.['code'], 'log_unusable')
    assert.ok(String(line?.['hint']).length > 0)
  }
  assert.equal(ledger.arrived.size, 20)
  assert.equal(ledger.duplicates, 0)
})
