import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOf, goTemplates, jinjaTemplates, templatesOf } from '../src/sink-templates.ts'
import type { Delivery } from '../src/types.ts'
import { delivery } from './helpers/deliveries.ts'

const compile = jinjaTemplates(environmentOf(['ALLOWED'], { ALLOWED: 'a', OTHER: 'b', UNSET: undefined }))

function having(message: string): Delivery {
  return { ...delivery({ offset: 42, replayId: 'r1' }), message: Buffer.from(message) }
}

function render(source: string, message: string): string {
  return compile(source).render(having(message))
}

test('a template sees the message as it is', () => {
  const message = '{"event":"updated","data":{"name":"a","n":1.0,"big":12345678901234567890}}'
  assert.equal(
    render('{{ event }} {{ data.name }} {{ data.n }} {{ data.big }}', message),
    'updated a 1.0 12345678901234567890',
  )
})

test('what is known of the event and its way stands below the names of the message', () => {
  const source =
    '{{ event_type }} {{ object_type }} {{ model }} {{ source_offset }} {{ source_topic }} {{ sink }} {{ replay_id }} {{ attempt }}'
  assert.equal(render(source, '{"model":"own"}'), 'object_updated dcim.device own 42 netbox.events crm r1 1')
  for (const empty of ['{}', ' { \n } ', `{${' '.repeat(100)}}`])
    assert.equal(render('{{ egress_id }}', empty), delivery({ offset: 42 }).egressId)
})

test('what is known stands below the names of a message that has to be read exactly as well', () => {
  const source = '{{ model }} {{ source_offset }} {{ n }}'
  assert.equal(render(source, ' {"model":"own","n":1.0}'), 'own 42 1.0')
  assert.equal(render('{{ source_offset }}', `{"2":1}`), '42')
})

test('text without a template is the same for all', () => {
  assert.equal(compile('https://crm/').fixed, 'https://crm/')
  assert.equal(compile('{{ event }}').fixed, undefined)
  assert.equal(compile('{% if event %}x{% endif %}').fixed, undefined)
})

test('of the environment only what is allowed and set can be read', () => {
  assert.equal(render("{{ 'ALLOWED' | env }} {{ 'OTHER' | env }}", '{}'), 'a None')
})

test('a header template may clean its values', () => {
  const compiled = compile('X: {{ data | header_safe }}', { mode: 'headers' })
  assert.equal(compiled.render(having('{"data":"a\\r\\nb"}')), 'X: ab')
})

test('what is wrong is told with its place, at load and at each render', () => {
  assert.throws(() => compile('http://a/{{'), { code: 'template_invalid', message: /^line 1, column/ })
  assert.throws(() => render('{{ data.a.b }}', '{"data":{}}'), {
    code: 'template_failed',
    message: /^line 1, column/,
  })
})

test('the language is the one that the sink names', () => {
  const message = having('{"data":{"name":"a"}}')
  assert.equal(templatesOf({ template: 'jinja', env_allow: [] })('{{ data.name }}').render(message), 'a')
  assert.equal(templatesOf({ template: 'go', env_allow: [] })('{{.data.name}}').render(message), 'a')
})

test('a template that compiles all the same may be doubted', () => {
  const doubts: string[] = []
  const doubting = jinjaTemplates(environmentOf([], {}), (source, { message }) =>
    doubts.push(`${source}: ${message}`),
  )
  doubting('{{ a }}')
  doubting('{% if a %}{{ a | uper }}{% endif %}')
  assert.deepEqual(doubts, [
    "{% if a %}{{ a | uper }}{% endif %}: no filter named 'uper'; an error where it is reached",
  ])
})

test('every value that is filled in passes the escape, in both languages', () => {
  const encode = (value: string) => value.replaceAll('/', '%2F')
  const message = having('{"data":{"name":"a/b"}}')
  assert.equal(compile('x/{{ data.name }}', { escape: encode }).render(message), 'x/a%2Fb')
  assert.equal(goTemplates('x/{{.data.name}}', { escape: encode }).render(message), 'x/a%2Fb')
})

const netbird = JSON.stringify({
  ID: 42,
  Timestamp: '2025-06-01T16:00:00.5+02:00',
  Message: 'Peer "x" added',
  InitiatorID: 'google-oauth2|1',
  TargetID: 'peer-1',
  Meta: { source: 'dashboard', ip: '100.64.0.1' },
  Reference: 'https://app.netbird.io/events/activity?id=42',
})

// As NetBird's documents and Grafana Loki's write them.
for (const [source, expected] of [
  ['{"event_id": "{{.ID}}"}', '{"event_id": "42"}'],
  ['{{.Timestamp.UnixNano}}', '1748786400500000000'],
  ['{{.Timestamp.Format "2006-01-02T15:04:05.999Z07:00"}}', '2025-06-01T16:00:00.5+02:00'],
  ['{"text": {{json .Message}}}', '{"text": "Peer \\"x\\" added"}'],
  ['{"user": "{{.InitiatorID}}"}', '{"user": "google-oauth2|1"}'],
  ['{"resource": "{{.TargetID}}"}', '{"resource": "peer-1"}'],
  ['{"source": "{{.Meta.source}}"}', '{"source": "dashboard"}'],
  ['{"ref": "{{.Reference}}"}', '{"ref": "https://app.netbird.io/events/activity?id=42"}'],
  [
    '{"streams":[{"stream":{"app":"netbird"{{range $k, $v := .Meta}},"{{$k}}":"{{$v}}"{{end}}},"values":[["{{.Timestamp.UnixNano}}",{{json .Message}}]]}]}',
    '{"streams":[{"stream":{"app":"netbird","ip":"100.64.0.1","source":"dashboard"},"values":[["1748786400500000000","Peer \\"x\\" added"]]}]}',
  ],
  ['{{.sink}} {{.event_type}}', 'crm object_updated'],
] as const)
  test(`Go: ${source.slice(0, 60)}`, () => {
    assert.equal(goTemplates(source).render(having(netbird)), expected)
  })

test("Go: where the message has no ID and no Timestamp, they are the event's", () => {
  const one = having('{"event":"updated"}')
  const { sourceId, timestamp } = one.event
  assert.equal(goTemplates('{{.ID}}').render(one), sourceId)
  const named = { ...one, event: { ...one.event, givenId: 'n-1' } }
  assert.equal(goTemplates('{{.ID}}').render(named), 'n-1')
  const microseconds = timestamp.slice(20, 26)
  assert.equal(
    goTemplates('{{.Timestamp.UnixNano}}').render(one),
    `${Math.floor(Date.parse(timestamp) / 1000)}${microseconds}000`,
  )
})

test('Go: text without actions is the same for all, and what is wrong is told with its place', () => {
  assert.equal(goTemplates('{% no %}\n').fixed, '{% no %}\n')
  assert.equal(goTemplates('{{.ID}}').fixed, undefined)
  assert.throws(() => goTemplates('{{.ID'), { code: 'template_invalid', message: /^line 1, column/ })
  assert.throws(() => goTemplates('{{nosuch .ID}}'), { code: 'template_invalid' })
  assert.throws(() => goTemplates('{{($.ID).x}}').render(having('{}')), { code: 'template_failed' })
  assert.equal(goTemplates('X: {{header_safe .a}}').render(having('{"a":"b\\r\\nc"}')), 'X: bc')
})

test("what a delivery's templates see is read once for all of them, and what one changes no other sees", () => {
  let read = 0
  const message = Buffer.from('{"data":{"name":"a","list":[1]}}')
  const counted: Delivery = {
    ...delivery({ offset: 42 }),
    get message() {
      read++
      return message
    },
  }
  assert.equal(
    compile('{{ data.list.append(2) }}{{ data.list }} {{ data.pop("name") }}').render(counted),
    'None[1, 2] a',
  )
  assert.equal(compile('{{ data.name }} {{ data.list }} {{ source_offset }}').render(counted), 'a [1] 42')
  assert.equal(read, 1)
})
