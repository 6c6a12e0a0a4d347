import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, sinkAndRule, warningsOf } from '../helpers/config-files.ts'

const sources = 'sources: [{ topics: [a] }]\n'

test('who listens where others can reach it asks for a token', async t => {
  const open =
    'ingest: { listen: "0.0.0.0:8080", endpoints: { /a: { topic: a }, /b: { topic: b, auth: { type: none } } } }'
  const lines = await linesOf(t, open + sinkAndRule)
  assert.equal(lines.length, 2)
  assert.match(lines[0]!, /ingest\.endpoints\["\/a"\]: takes events from anybody who reaches 0\.0\.0\.0:8080/)
  assert.match(lines[1]!, /ingest\.endpoints\["\/b"\]: takes events from anybody/)
  const [standard] = await linesOf(t, `ingest: { listen: "[::]:8080" }${sinkAndRule}`)
  assert.match(standard!, /ingest\.listen: \/events takes events from anybody who reaches \[::\]:8080/)
})

test('on loopback, or with a token, it does not', async t => {
  const token = `auth: { type: bearer, token: "\${env:TOKEN}" }`
  for (const ingest of [
    '{ listen: "[::1]:8080" }',
    `{ listen: "0.0.0.0:80", endpoints: { /a: { topic: a, ${token} } } }`,
  ])
    assert.deepEqual(await warningsOf(t, `ingest: ${ingest}${sinkAndRule}`, { TOKEN: 'x' }), [])
})

test('two do not listen at one address', async t => {
  const [line] = await linesOf(t, `ingest: { listen: "127.0.0.1:9464" }${sinkAndRule}`)
  assert.match(line!, /ingest\.listen: port 9464 is metrics\.listen's too/)
  const off = `ingest: { listen: "127.0.0.1:9464" }\nmetrics: { listen: none }${sinkAndRule}`
  assert.deepEqual(await warningsOf(t, off), [])
})

test('a token comes from one place, and all of it', async t => {
  const cases: [keys: string, message: RegExp][] = [
    ['', /nothing says where tokens come from/],
    [', token_url: "https://x/"', /"client_id" and "client_secret" missing/],
    [', token_command: [x], client_id: y', /has `token_command` and client credentials/],
  ]
  for (const [keys, message] of cases) {
    const log = `log: { type: kafka, brokers: ["k:1"], tls: {}, sasl: { mechanism: oauthbearer${keys} } }\n`
    const lines = await linesOf(t, log + sources + sinkAndRule)
    assert.equal(lines.length, 1)
    assert.match(lines[0]!, /log\.sasl: /)
    assert.match(lines[0]!, message)
  }
})

test('a plain password without TLS warns, except on this machine', async t => {
  const log = (keys: string) =>
    `log: { type: kafka, ${keys}, sasl: { mechanism: plain, username: u, password: "\${env:P}" } }\n`
  const warnings = await warningsOf(t, log('brokers: ["k:1"]') + sources + sinkAndRule, { P: 'x' })
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!, /log\.sasl: the password goes over the network as it is \(add `tls: \{\}`\)/)
  for (const keys of ['brokers: ["localhost:1"]', 'brokers: ["k:1"], tls: {}'])
    assert.deepEqual(await warningsOf(t, log(keys) + sources + sinkAndRule, { P: 'x' }), [])
})

test('operations that others can reach ask for a token, and each token has a name of its own', async t => {
  const [open, ...more] = await linesOf(t, `${sources}admin: { listen: "0.0.0.0:9465" }${sinkAndRule}`)
  assert.deepEqual(more, [])
  assert.match(open!, /admin\.listen: shows everything to anybody who reaches 0\.0\.0\.0:9465/)
  const token = `{ name: ops, token: "\${env:T}" }`
  const twice = `${sources}admin: { tokens: [${token}, ${token}] }${sinkAndRule}`
  const [same] = await linesOf(t, twice, { T: 'x' })
  assert.match(same!, /admin\.tokens\[1\]\.name: "ops" is the name of another one too/)
  const good = `${sources}admin: { listen: "0.0.0.0:9465", tokens: [${token}] }${sinkAndRule}`
  assert.deepEqual(await warningsOf(t, good, { T: 'x' }), [])
  const [port] = await linesOf(t, `${sources}admin: { listen: "127.0.0.1:9464" }${sinkAndRule}`)
  assert.match(port!, /admin\.listen: port 9464 is metrics\.listen's too/)
})
