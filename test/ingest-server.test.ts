import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../src/config/types.ts'
import { ingestServerOf } from '../src/ingest-server.ts'
import { send } from './helpers/http-client.ts'
import { KeptLogger } from './helpers/outbox.ts'
import { StubLog } from './helpers/stub-log.ts'

const config = {
  ingest: {
    listen: { host: '127.0.0.1', port: 0 },
    endpoints: new Map([['/events', { topic: 'events', auth: { type: 'none' } }]]),
  },
  limits: { max_record_bytes: 1_000 },
  sources: [{ topics: ['events'], format: 'netbox', start: 'earliest', key: ['object_type', 'data.id'] }],
} as unknown as Config

const parts = () => ({ log: new StubLog(), meter: { answered() {} }, logger: new KeptLogger() })

test('nothing listens where nothing is to come in', async () => {
  const { ingest: _, ...without } = config
  assert.equal(await ingestServerOf(() => without as Config, parts()), undefined)
})

test('keys follow the sources as they are when a record comes in', async t => {
  let current = config
  const given = parts()
  const server = await ingestServerOf(() => current, given)
  assert.ok(server)
  t.after(() => server.close())
  const post = () =>
    send(server.address, '/events', { method: 'POST', body: '{"object_type":"dcim.site","data":{"id":7}}' })
  assert.equal((await post()).status, 202)
  current = { ...config, sources: [{ ...config.sources[0]!, key: ['data.id'] }] }
  assert.equal((await post()).status, 202)
  const keys = given.log.appended.flatMap(({ records }) => records.map(({ key }) => key?.toString()))
  assert.deepEqual(keys, ['dcim.site:7', '7'])
})
