import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesBetween } from '../../src/config/index.ts'
import type { Config } from '../../src/config/types.ts'
import { load } from '../helpers/config-files.ts'

const base = `
log: { type: embedded, path: /nowhere/data }
ingest: { listen: 127.0.0.1:8080 }
sinks:
  a: { type: http, url: "http://a/", headers: { Authorization: "Bearer \${env:TOKEN}" } }
  b: { type: http, url: "http://b/" }
`

async function config(t: Parameters<typeof load>[0], yaml: string, token = 'one'): Promise<Config> {
  return (await load(t, yaml, { TOKEN: token })).config
}

test('two that are the same differ in nothing', async t => {
  const changes = changesBetween(await config(t, base), await config(t, base))
  assert.deepEqual(changes, { atStartOnly: [], added: [], changed: [], kept: ['a', 'b'], removed: [] })
})

test('a secret that was replaced changes its sink alone', async t => {
  const { changed, kept } = changesBetween(await config(t, base), await config(t, base, 'two'))
  assert.deepEqual([changed, kept], [['a'], ['b']])
})

test('sinks come, change and go', async t => {
  const other = base.replace('http://b/', 'http://b/other').replace('  a:', '  c:')
  const { added, changed, removed, kept } = changesBetween(await config(t, base), await config(t, other))
  assert.deepEqual([added, changed, removed, kept], [['c'], ['b'], ['a'], []])
})

test('the name of the NetBox goes to every sink', async t => {
  const { changed } = changesBetween(
    await config(t, base),
    await config(t, `identity: { netbox_id: other }\n${base}`),
  )
  assert.deepEqual(changed, ['a', 'b'])
})

test('what is read at the start only is named; rules, limits and the drain are not', async t => {
  const restart = `${base.replace('8080', '8081')}telemetry: { log: { level: debug } }\n`
  assert.deepEqual(changesBetween(await config(t, base), await config(t, restart)).atStartOnly, [
    'ingest',
    'telemetry',
  ])
  const free = `${base}drain: 5s\nlimits: { max_record_bytes: 2MiB }\nunmatched: { sinks: [a] }\n`
  assert.deepEqual(changesBetween(await config(t, base), await config(t, free)).atStartOnly, [])
})

test('tokens of the admin address are read anew, its address is not', async t => {
  const admin = (listen: string, token: string) =>
    config(t, `admin: { listen: "${listen}", tokens: [{ name: ops, token: "${token}" }] }\n${base}`)
  const before = await admin('127.0.0.1:9465', 'one')
  assert.deepEqual(changesBetween(before, await admin('127.0.0.1:9465', 'two')).atStartOnly, [])
  assert.deepEqual(changesBetween(before, await admin('127.0.0.1:9466', 'one')).atStartOnly, ['admin.listen'])
  assert.deepEqual(changesBetween(await config(t, base), before).atStartOnly, ['admin.listen'])
})
