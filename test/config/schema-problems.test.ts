// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, sinkAndRule, whole } from '../helpers/config-files.ts'

const sink = (keys: string) =>
  `ingest: {}\nsinks:\n  crm: { type: http, url: "http://x/", ${keys} }\nunmatched: { sinks: [crm] }`

test('each mistake is one sentence: where, what was found, what was expected, what was likely meant', async t => {
  const cases: [yaml: string, line: string][] = [
    [`sinkz: {}\n${whole}`, 'main.yaml:1 sinkz: unknown key "sinkz" (did you mean "sinks"?)'],
    [
      sink('retry: { inital: 1s }'),
      'main.yaml:3 sinks.crm.retry.inital: unknown key "inital" (did you mean "initial"?)',
    ],
    [sink('tiemout: 1s'), 'main.yaml:3 sinks.crm.tiemout: unknown key "tiemout" (did you mean "timeout"?)'],
    [sink('windw: {}'), 'main.yaml:3 sinks.crm.windw: unknown key "windw" (did you mean "window"?)'],
    [sink('concurrency: 0'), 'main.yaml:3 sinks.crm.concurrency: found 0, expected at least 1'],
    [sink('concurrency: 1.50'), 'main.yaml:3 sinks.crm.concurrency: found 1.50, expected a whole number'],
    [
      sink('span: 99999999999999999999'),
      'main.yaml:3 sinks.crm.span: found 99999999999999999999, expected a whole number',
    ],
    [
      sink('order: kye'),
      'main.yaml:3 sinks.crm.order: found "kye", expected one of key, none (did you mean "key"?)',
    ],
    [
      sink('paused: yes'),
      'main.yaml:3 sinks.crm.paused: found "yes", expected true or false (write true or false)',
    ],
    [sink('retry: 5m'), 'main.yaml:3 sinks.crm.retry: found text, expected a mapping'],
    [sink('retry:'), 'main.yaml:3 sinks.crm.retry: found nothing, expected a mapping'],
    [sink('timeout: 2h'), 'main.yaml:3 sinks.crm.timeout: found "2h", expected at most 1h'],
    [sink('window: { bytes: 1B }'), 'main.yaml:3 sinks.crm.window.bytes: found "1B", expected at least 1KiB'],
    [sink('tls: { cert: c.pem }'), 'main.yaml:3 sinks.crm.tls: "cert" needs "key" beside it'],
    [
      sink('outcomes: { retry: [404, 404] }'),
      'main.yaml:3 sinks.crm.outcomes.retry: [0] and [1] are the same (keep one of them)',
    ],
    [
      `identity: { netbox_version: 4.10 }\n${whole}`,
      'main.yaml:1 identity.netbox_version: found 4.10, expected text (put it in quotes)',
    ],
    [`include: a.yaml\n${whole}`, 'main.yaml:1 include: found text, expected a list (put it in brackets)'],
    [`log: { type: kafka, brokers: [] }\n${whole}`, 'main.yaml:1 log.brokers: is an empty list'],
    [
      `log: { type: kafka }\n${whole}`,
      'main.yaml:1 log: the key "brokers" is missing (such as brokers: ["localhost:9092"])',
    ],
    [
      `log: { type: kafak }\n${whole}`,
      'main.yaml:1 log.type: found "kafak", expected one of embedded, kafka (did you mean "kafka"?)',
    ],
    [`log: { type: embedded, path: "" }\n${whole}`, 'main.yaml:1 log.path: is empty'],
    [
      `log: { type: kafka, brokers: [kafka] }\n${whole}`,
      'main.yaml:1 log.brokers[0]: found "kafka", expected host:port, such as kafka-1.example.com:9092',
    ],
    [
      `metrics: { listen: off }\n${whole}`,
      'main.yaml:1 metrics.listen: found "off", expected host:port, such as 127.0.0.1:9464 or [::1]:9464, or `none`',
    ],
    [
      `metrics: { listen: "x:99999" }\n${whole}`,
      'main.yaml:1 metrics.listen: found "x:99999", which is beyond all bounds; expected host:port, such as 127.0.0.1:9464 or [::1]:9464, or `none`',
    ],
    [`log: { path: ./d }\n${whole}`, 'main.yaml:1 log: the key "type" is missing (type: embedded or kafka)'],
    [
      `log: { type: kafka, brokers: ["user:hunter2@kafka:9092"] }\n${whole}`,
      'main.yaml:1 log.brokers[0]: found "…@kafka:9092", expected host:port, such as kafka-1.example.com:9092',
    ],
    ['- a list', 'main.yaml:1: found a list, expected a mapping'],
    ['just text', 'main.yaml:1: found text, expected a mapping'],
  ]
  for (const [yaml, line] of cases) assert.deepEqual(await linesOf(t, yaml), [line])
})

test('a duration without its unit says what one looks like', async t => {
  for (const written of ['10', '"10"', '10 s', '10sec', '-1s'])
    assert.match(
      (await linesOf(t, sink(`timeout: ${written}`)))[0]!,
      /expected a duration with its unit \(ms, s, m, h, d\)/,
    )
})

test('a key that belongs into the main file is told apart from a misspelt one', async t => {
  const lines = await linesOf(t, {
    'main.yaml': `include: [a.yaml]\n${whole}`,
    'a.yaml': 'log: { type: embedded }',
  })
  assert.deepEqual(lines, [
    'a.yaml:1 log: unknown key "log" (it belongs into the main file; an included file may hold include, sinks and rules)',
  ])
})

test('every key that is missing is named', async t => {
  const lines = await linesOf(t, `${whole}  - { name: empty }\n`)
  assert.equal(lines.length, 3)
  for (const [index, key] of ['object_types', 'event_types', 'sinks'].entries())
    assert.match(lines[index]!, new RegExp(`rules\\[1\\]: the key "${key}" is missing`))
})

test('a bad name of a sink stands at its key', async t => {
  const [line] = await linesOf(t, 'ingest: {}\nsinks:\n  My CRM: { type: http, url: "http://x/" }\n')
  assert.match(line!, /^main\.yaml:3 sinks\["My CRM"\]: "My CRM" is not a sink's name/)
})

test('no value of a secret or of a reference is ever shown', async t => {
  const cases = [
    sink('headers: { Authorization: "hunter2\\n" }'),
    sink('headers: { Authorization: [hunter2] }'),
    sink('headers: [hunter2]'),
    sink('url: [hunter2]').replace('url: "http://x/", ', ''),
    sink('timeout: "${env:SECRET}"'),
    `log: { type: kafka, brokers: ["user:hunter2@kafka:9092", "u:a@hunter2@x:1"] }\n${whole}`,
    `ingest: { listen: "user:hunter2@x:1" }${sinkAndRule}`,
    sink('order: "${env:SECRET}"'),
    sink('concurrency: "${env:SECRET}"'),
    sink('retry: { initial: "${env:LONG}", max: 1s }'),
    `${whole}unmatched: { sinks: ["\${env:SECRET}"] }`,
    `log: { type: kafka, brokers: ["\${env:SECRET}"] }\n${whole}`,
    `log: { type: kafka, brokers: ["x:1"], sasl: { mechanism: plain, username: u, password: { hunter2: 1 } } }\n${whole}`.replace(
      '{ hunter2: 1 }',
      '[hunter2]',
    ),
    whole.replace(
      'sinks: [crm]',
      'sinks: [crm], conditions: { attr: a, op: "${env:SECRET}", value: "${env:SECRET}" }',
    ),
  ]
  for (const yaml of cases) {
    const text = (await linesOf(t, yaml, { SECRET: 'hunter2', LONG: '777h' })).join('\n')
    assert.doesNotMatch(text, /hunter2|777h/, yaml)
  }
})

test('a reference in place of a number says what references are for', async t => {
  assert.deepEqual(await linesOf(t, sink('concurrency: "${env:N}"'), { N: '5' }), [
    'main.yaml:3 sinks.crm.concurrency: found "${env:N}", expected a whole number (a reference can only stand for text)',
  ])
})

test('what a reference stands for is checked like anything written', async t => {
  const [line] = await linesOf(t, sink('timeout: "${env:T}"'), { T: '10' })
  assert.match(line!, /timeout: found "\$\{env:T\}", expected a duration/)
  // A `${` that remains after replacing is not taken for a reference.
  const [escaped] = await linesOf(t, sink('timeout: "$${env:T}"'), { T: '10s' })
  assert.match(escaped!, /expected a duration/)
})
