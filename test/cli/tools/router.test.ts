import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentRouter } from '../../../src/cli/tools/router.ts'
import { load, whole } from '../../helpers/config-files.ts'
import { logRecord, netboxEvent } from '../../helpers/events.ts'

test("a silent router decides by the configuration's sources and limits", async t => {
  const { config } = await load(t, `limits: { max_record_bytes: 2KiB }\n${whole}`)
  const asked: string[] = []
  const router = silentRouter(config, '', {
    match({ objectType, key }) {
      asked.push(`${objectType} ${key}`)
      return { rules: [], sinks: ['crm'] }
    },
  })
  const route = (value: Buffer | null) => router.route(logRecord(value, { topic: 'events' }))
  assert.deepEqual((route(netboxEvent({ id: 7 })) as { match: unknown }).match, { rules: [], sinks: ['crm'] })
  assert.deepEqual(asked, ['dcim.device dcim.device:7'])
  assert.equal(route(null), undefined)
  const large = route(netboxEvent({ id: 7, size: 3_000 })) as { problem: Error }
  assert.match(large.problem.message, /larger than limits\.max_record_bytes \(2048\)/)
})
