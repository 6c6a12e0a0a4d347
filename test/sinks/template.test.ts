import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTemplate, templateNames } from '../../sinks/template.ts'
import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Json } from '../../src/types.ts'
import { delivery } from '../helpers/deliveries.ts'

const members: { readonly [name: string]: Json } = {
  event: 'updated',
  username: 'admin',
  data: {
    id: 12345678901234567890n,
    name: 'a/b',
    site: { slug: 'zrh' },
    up: true,
    none: null,
    tags: [{ slug: 'x' }],
  },
}

function withMembers(options: Parameters<typeof delivery>[0] = {}): Delivery {
  const one = delivery({ offset: 7, topic: 'events', partition: 3, key: 'k', ...options })
  return { ...one, event: { ...one.event, member: name => members[name] } }
}

const rendered = (text: string, one = withMembers()) => parseTemplate(text).render(one)

test('every name stands for what the delivery has', () => {
  const one = withMembers({ replayId: 'r1' })
  const { event } = one
  const expected: { readonly [name: string]: string } = {
    event: 'updated',
    event_type: 'object_updated',
    object_type: 'dcim.device',
    model: 'device',
    timestamp: event.timestamp,
    username: 'admin',
    key: 'k',
    source_id: event.sourceId,
    source_topic: 'events',
    source_partition: '3',
    source_offset: '7',
    egress_id: one.egressId,
    replay_id: 'r1',
    sink: 'crm',
  }
  for (const [name, value] of Object.entries(expected))
    assert.equal(rendered(`{{ ${name} }}`, one), value, name)
  assert.deepEqual(templateNames, [...Object.keys(expected), 'data.…'])
})

test('a path under data gives text and numbers as they are, and nothing where there is nothing', () => {
  const text =
    '{{data.site.slug}} {{ data.id }} {{ data.up }} [{{ data.none }}] [{{ data.no.such }}] [{{ data.name.x }}]'
  assert.equal(rendered(text), 'zrh 12345678901234567890 true [] [] []')
})

test('where the event says no `event`, its type stands in', () => {
  assert.equal(rendered('{{ event }}', delivery()), 'object_updated')
})

test('values are escaped, the text around them is not', () => {
  const template = parseTemplate('a/{{ data.name }}/{{ data.id }}')
  assert.equal(
    template.render(withMembers(), value => value.replaceAll('/', '_')),
    'a/a_b/12345678901234567890',
  )
})

test('text without a name is known to be the same each time', () => {
  assert.equal(parseTemplate('netbox/events').fixed, 'netbox/events')
  assert.equal(parseTemplate('{{ model }}').fixed, undefined)
})

for (const text of ['{{ data.tags }}', '{{ data.site }}', '{{ data.tags.slug }}'])
  test(`a list or mapping is no text: ${text}`, () => {
    assert.throws(() => rendered(text), { code: 'template_failed' })
  })

for (const [text, message] of [
  ['{{ nmae }}', 'unknown name "nmae"'],
  ['{{ data }}', 'unknown name "data"'],
  ['{{ model | upper }}', 'unknown name "model | upper"'],
  ['{{ constructor }}', 'unknown name "constructor"'],
  ['{{ }}', 'unknown name ""'],
  ['a/{{ model', '"{{" without its "}}"'],
  ['{% if a %}', 'only {{ … }} can stand here, no {% … %}'],
] as const)
  test(`an error at load: ${text}`, () => {
    assert.throws(() => parseTemplate(text), { code: 'template_invalid', message, hint: /known are event, / })
  })

test('with a template language, what is more than a name is its own', () => {
  const seen: string[] = []
  const compile = (source: string) => {
    if (source.includes('wrong')) throw new SluiceError('template_invalid', 'line 1, column 4: wrong')
    seen.push(source)
    return { fixed: undefined, render: () => `<${source}>` }
  }
  const one = withMembers()
  const text = '{{ model }}/{{ data.site.slug }}/{{ data.name | upper }}/{{ data.up }}/{{ data.no.such }}'
  const escaped = (value: string) => value.replaceAll('<', '(').replaceAll('>', ')')
  assert.equal(
    parseTemplate(text, compile).render(one, escaped),
    'device/zrh/({{ data.name | upper }})/({{ data.up }})/({{ data.no.such }})',
  )
  assert.ok(!seen.includes('{{ model }}'))
  assert.throws(() => parseTemplate('{{ a | wrong }}', compile), { message: 'line 1, column 4: wrong' })
  assert.throws(() => parseTemplate('{{ nmae }}', compile), { message: 'unknown name "nmae"' })
})

test('names of built-in members of objects are no paths', () => {
  assert.equal(rendered('[{{ data.constructor }}][{{ data.site.toString }}]'), '[][]')
})
