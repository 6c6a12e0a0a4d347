import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOf, templateCompiler } from '../src/sink-templates.ts'
import type { Delivery } from '../src/types.ts'
import { delivery } from './helpers/deliveries.ts'

const compile = templateCompiler(environmentOf(['ALLOWED'], { ALLOWED: 'a', OTHER: 'b', UNSET: undefined }))

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
  for (const empty of ['{}', ' { \n } '])
    assert.equal(render('{{ egress_id }}', empty), delivery({ offset: 42 }).egressId)
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
