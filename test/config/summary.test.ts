// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summarize } from '../../src/config/index.ts'
import { load, whole } from '../helpers/config-files.ts'

const kafka = `
identity: { netbox_id: nb-1, environment: production }
log:
  type: kafka
  brokers: ["k1:9093", "k2:9093"]
  tls: { verify: false }
  sasl: { mechanism: oauthbearer, token_command: [/bin/token, hunter2] }
dead_letters: { log: { type: embedded, path: /var/lib/sluice } }
sources: [{ topics: [a, b] }]
ingest:
  listen: "[::1]:8080"
  endpoints: { /in: { topic: a, auth: { type: bearer, token: hunter2 } } }
sinks:
  crm:
    type: http
    url: https://user@crm.example.com/hunter2?token=hunter2
    headers: { Authorization: Bearer hunter2, X-Team: hunter2 }
rules:
  - { name: on, object_types: [a.b], event_types: [c], sinks: [crm] }
  - { name: off, object_types: [a.b], event_types: [c], sinks: [crm], enabled: false }
unmatched: { sinks: [crm] }
metrics: { listen: none }
`

test('a summary says what runs: log, sources, sinks, rules, addresses', async t => {
  const loaded = await load(t, kafka)
  const lines = summarize(loaded).split('\n')
  assert.match(lines[0]!, /^configuration {2}\S+main\.yaml; fingerprint [0-9a-f]{16}$/)
  assert.deepEqual(lines.slice(1), [
    'identity       netbox_id nb-1, environment production',
    'log            kafka k1:9093, k2:9093; group sluice; TLS without verification; SASL oauthbearer; sasl.token_command configured',
    'dead letters   topics dead-letters.{sink}; embedded in /var/lib/sluice; group sluice',
    'source         a, b; netbox, a new group begins at the end',
    'ingest         POST http://[::1]:8080/in to topic a; authentication bearer',
    'sink crm       http https://crm.example.com; headers.Authorization configured; headers.X-Team configured',
    'rules          2, 1 of them disabled; what none wants goes to crm',
    'metrics        none',
  ])
})

test('no secret, and nothing of an address beyond its host, is in it', async t => {
  const loaded = await load(t, kafka)
  assert.doesNotMatch(summarize(loaded), /hunter2/)
  const text = JSON.stringify(loaded.summary)
  assert.doesNotMatch(text, /hunter2/)
  assert.match(text, /"timeout":"10s"/)
})

test('included files are counted, and control characters shown as such', async t => {
  const loaded = await load(t, {
    'main.yaml': `include: [a.yaml]\nidentity: { netbox_id: "a\\e[31m\\nb" }\n${whole}`,
    'a.yaml': 'rules: []',
  })
  const text = summarize(loaded)
  assert.match(text, /main\.yaml and 1 more; fingerprint/)
  assert.match(text, /netbox_id a\\u001b\[31m\\nb$/m)
})
