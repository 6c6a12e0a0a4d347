// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith, sinkAndRule } from '../helpers/config-files.ts'
import { get, SluiceProcess } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'
import { ownKafka } from '../servers/kafka-suite.ts'

const config = `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
telemetry: { log: { format: FORMAT } }
${sinkAndRule}`

test('a router whose log lines nobody reads drains and ends with 1, without a word', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': config.replace('FORMAT', 'json') })
  const { code, out, err } = await cli(['run'], { cwd, unread: /"starting"/ })
  assert.deepEqual([code, err], [1, ''])
  assert.doesNotMatch(out, /"stopped"/)
})

test('with text lines the summary stands before them', async t => {
  const cwd = folderWith(t, { 'sluice.yaml': config.replace('FORMAT', 'text') })
  const { code, out, err } = await cli(['run'], { cwd, stop: /started/ })
  assert.equal(code, 0, err)
  assert.match(
    err,
    /^configuration +sluice\.yaml; fingerprint [\s\S]*\nsink crm +http https:\/\/crm\.example\.com\n/,
  )
  assert.match(out, /info {2}draining; a second signal leaves at once signal=SIGINT\n[\s\S]*stopped\n$/)
})

const kafka = ownKafka('what a wrong password for Kafka looks like')

test('a wrong password for Kafka is said in the log and in /ready, and waited for', {
  skip: kafka.skip,
}, async t => {
  const { sasl } = await kafka.start(t, { users: { sluice: 'the-right-one' } })
  const sluice = new SluiceProcess(t, {
    config: `
log:
  type: kafka
  brokers: ["${sasl[0]}"]
  sasl: { mechanism: scram-sha-512, username: sluice, password: "\${env:KAFKA_PASSWORD}" }
sources: [{ topics: [netbox.events] }]
metrics: { listen: 127.0.0.1:0 }
drain: 1s
${sinkAndRule}`,
    env: { KAFKA_PASSWORD: 'hunter2' },
  })
  const { metrics } = await sluice.line('started')
  let text = ''
  await until(
    async () => {
      text = (await get(`${metrics}/ready`)).text
      return /credentials refused/.test(text)
    },
    'readiness that says why',
    30_000,
  ).catch(error => assert.fail(`${error}\n${text}\n${sluice.said}`))
  assert.equal(await sluice.kill('SIGTERM'), 0, sluice.said)
  assert.doesNotMatch(`${text}${sluice.said}`, /hunter2/)
})
