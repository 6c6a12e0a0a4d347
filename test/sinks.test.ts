import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../src/config/types.ts'
import { ConfigError } from '../src/errors.ts'
import { checkSink, closeSinks, createSinks } from '../src/sinks.ts'
import type { Sink } from '../src/types.ts'
import { load } from './helpers/config-files.ts'

const yaml = (sinks: string) => `
ingest: { listen: 127.0.0.1:8080 }
sinks:
${sinks}
rules: []
`

test('each sink of the configuration is made, in its order', async t => {
  const { config } = await load(
    t,
    yaml('  b: { type: http, url: "http://127.0.0.1:1/" }\n  a: { type: http, url: "http://127.0.0.1:2/" }'),
  )
  const sinks = await createSinks(config)
  assert.deepEqual([...sinks.keys()], ['b', 'a'])
  await closeSinks(sinks)
})

test('what is wrong with all of them is said at once', async t => {
  const one = (name: string) =>
    `  ${name}: { type: http, url: "https://127.0.0.1:1/", tls: { ca: ./missing-${name}.pem } }`
  const { config } = await load(t, yaml(`${one('a')}\n${one('b')}`))
  await assert.rejects(createSinks(config), error => {
    assert.ok(error instanceof ConfigError)
    assert.deepEqual(
      error.problems.map(({ path }) => path),
      ['sinks.a.tls.ca', 'sinks.b.tls.ca'],
    )
    return true
  })
})

test('a sink is checked without being kept', async t => {
  const { config } = await load(
    t,
    yaml(
      '  a: { type: http, url: "http://127.0.0.1:1/" }\n  b: { type: http, url: "http://", headers: { TE: x } }',
    ),
  )
  assert.deepEqual(await checkSink(config.sinks.get('a')!), [])
  assert.deepEqual(
    (await checkSink(config.sinks.get('b')!)).map(({ path }) => path),
    ['sinks.b.url', 'sinks.b.headers.TE'],
  )
})

test('a type without an adapter is a defect that is named', async t => {
  const { config } = await load(t, yaml('  a: { type: http, url: "http://127.0.0.1:1/" }'))
  const sink = { ...config.sinks.get('a')!, type: 'pigeon' }
  const wrong: Config = { ...config, sinks: new Map([['a', sink]]) }
  await assert.rejects(createSinks(wrong), {
    code: 'internal',
    message: 'sink a: no adapter for type pigeon',
  })
})

test('all are closed even if one cannot be', async () => {
  const closed: string[] = []
  const sink = (name: string, fail = false): Sink => ({
    send: async () => [],
    close: async () => {
      closed.push(name)
      if (fail) throw new Error(`${name} does not close`)
    },
  })
  const sinks = new Map([
    ['a', sink('a', true)],
    ['b', sink('b')],
  ])
  await assert.rejects(closeSinks(sinks), /a does not close/)
  assert.deepEqual(closed, ['a', 'b'])
})
