import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Compile, parseTemplate, templateNames } from '../../sinks/template.ts'
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
  const template = parseTemplate('a/{{ data.name }}/{{ data.id }}', undefined, value =>
    value.replaceAll('/', '_'),
  )
  assert.equal(template.render(withMembers()), 'a/a_b/12345678901234567890')
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
  ['{% if a %}', 'only {{ … }} can stand here, no {% … %} and no line break'],
] as const)
  test(`an error at load: ${text}`, () => {
    assert.throws(() => parseTemplate(text), { code: 'template_invalid', message, hint: /known are event, / })
  })

/** A language that marks what it made. */
const marking: Compile = (source, { escape: encode } = {}) => {
  if (source.includes('wrong')) throw new SluiceError('template_invalid', 'line 1, column 4: wrong')
  return {
    fixed: source.includes('{{') ? undefined : source,
    render: () => encode?.(`<${source}>`) ?? '',
  }
}
const encoded = (text: string) =>
  parseTemplate(text, marking, value => value.replaceAll('<', '(').replaceAll('>', ')'))

test('with a template language, what is more than names is its own as a whole', () => {
  const one = withMembers()
  assert.equal(encoded('{{ model }}/{{ data.site.slug }}').render(one), 'device/zrh')
  for (const text of [
    '{{ model }}/{{ data.name | upper }}',
    '{{ data.up }}',
    '{{ data.no.such }}',
    '{{ nmae }}',
    '{% if a %}{{ model }}{% endif %}',
    '{{ model }}\n',
  ])
    assert.equal(encoded(text).render(one), `(${text})`, text)
  assert.equal(encoded('netbox/events').fixed, 'netbox/events')
})

test('what the template language finds wrong is wrong, names alone too', () => {
  assert.throws(() => encoded('{{ model }} wrong'), { message: 'line 1, column 4: wrong' })
})

test("the message's own members come first", () => {
  const one = withMembers()
  const own = { ...one, event: { ...one.event, member: (name: string) => `own ${name}` } }
  assert.equal(rendered('{{ timestamp }} {{ sink }}', own), 'own timestamp own sink')
})

test('names of built-in members of objects are no paths', () => {
  assert.equal(rendered('[{{ data.constructor }}][{{ data.site.toString }}]'), '[][]')
})
