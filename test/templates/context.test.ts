import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplate, TemplateError } from '../../src/templates/index.ts'

const render = (template: string, context: object) => compileTemplate(template).render(context)

test('bytes of JSON keep what JavaScript would lose', () => {
  const json = `{"f": 1.0, "e": 1e3, "big": 12345678901234567890, "neg": -0, "z": -0.0, "d": {"10": 1, "2": 2, "a": 3}}`
  const all = '{{ f }} {{ e }} {{ big }} {{ neg }} {{ z }} {{ d }} {{ f is float }} {{ big + 1 }}'
  const expected =
    "1.0 1000.0 12345678901234567890 0 -0.0 {'10': 1, '2': 2, 'a': 3} True 12345678901234567891"
  assert.equal(render(all, Buffer.from(json)), expected)
  assert.equal(render(all, new Uint8Array(Buffer.from(json))), expected)
  assert.equal(render('{{ f }}', Buffer.concat([Buffer.from('\ufeff'), Buffer.from(json)])), '1.0')
})

test('JSON is read with its escapes, its blanks and its duplicates', () => {
  const json =
    ' { "a\\"b" : [ ] , "c" : { } , "u" : "\\u00e9\\n\\\\" , "n" : [ 1 , -2.5e-3 , true , false , null ] , "c" : 7 } '
  assert.equal(
    render("{{ n }}{{ u }}|{{ c }}|{{ 'a\"b' is defined }}", Buffer.from(json)),
    '[1, -0.0025, True, False, None]é\n\\|7|True',
  )
  assert.equal(
    render('{% for k in x %}{{ k }};{% endfor %}', Buffer.from('{"x": {"a\\\\": 1, "b\\"": 2}}')),
    'a\\;b";',
  )
})

test('an object gives its own members: integers, bigints, dates, and nothing that JSON has not', () => {
  const context = {
    i: 5,
    f: 2.5,
    big: 12345678901234567890n,
    small: 5n,
    minus: -0,
    date: new Date(0),
    left: undefined,
    method() {},
    list: [undefined, 1],
  }
  const template =
    '{{ i }} {{ f }} {{ big }} {{ small is integer }} {{ minus }} {{ date }} {{ list }} {{ left is defined }}{{ method is defined }}'
  assert.equal(
    render(template, context),
    '5 2.5 12345678901234567890 True 0 1970-01-01T00:00:00.000Z [None, 1] FalseFalse',
  )
  assert.equal(
    render('{{ x.own }}{{ x.inherited }}|', {
      x: Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }),
    }),
    '2|',
  )
  assert.equal(render('{{ toString is defined }}{{ constructor is defined }}', {}), 'FalseFalse')
})

test('what a template changes is changed for it alone', () => {
  const context = { l: [1], d: { a: { b: 1 } } }
  const template = '{{ l.append(2) }}{{ l }}{{ d.update(x=1) }}{{ d.a.update(b=2) }}{{ d }}'
  for (let i = 0; i < 2; i++)
    assert.equal(render(template, context), "None[1, 2]NoneNone{'a': {'b': 2}, 'x': 1}")
  assert.deepEqual(context, { l: [1], d: { a: { b: 1 } } })
})

test('what is no JSON object ends the render with its reason', () => {
  for (const json of ['[1]', '1', '{"a": }', '', '{"a": 1} x', '\xff']) {
    assert.throws(
      () => render('x', Buffer.from(json, 'latin1')),
      (error: unknown) => error instanceof TemplateError && error.code === 'template_failed',
    )
  }
})

// As Python prints what json.loads makes of them.
const PRINTED: readonly (readonly [json: string, printed: string])[] = [
  ['1234567890e1', '12345678900.0'],
  ['{"b":1,"\\u0031":2}', "{'b': 1, '1': 2}"],
  ['1.0', '1.0'],
  ['1.50', '1.5'],
  ['3.5', '3.5'],
  ['0.99999999999999999999', '1.0'],
  ['123456789012345.999999999999999', '123456789012346.0'],
  ['999999999.9999999', '999999999.9999999'],
  ['1e3', '1000.0'],
  ['1E-2', '0.01'],
  ['-0', '0'],
  ['-0.0', '-0.0'],
  ['-1.25', '-1.25'],
  ['12345678901234567890', '12345678901234567890'],
  ['1234567890123456', '1234567890123456'],
  ['123456789012345', '123456789012345'],
  ['1234567890.5', '1234567890.5'],
  ['0.000001', '1e-06'],
  ['0.0000001', '1e-07'],
  ['[1,2.0]', '[1, 2.0]'],
  ['[ 1.5 , 7 ]', '[1.5, 7]'],
  ['{"2":1,"10":2,"a":3}', "{'2': 1, '10': 2, 'a': 3}"],
  ['{"a":{"1" : true}}', "{'a': {'1': True}}"],
  ['"a: 1.0, 2e5"', 'a: 1.0, 2e5'],
  ['[-3.00]', '[-3.0]'],
  ['{"a" : 5.0}', "{'a': 5.0}"],
  ['{"a" :\n 2.5}', "{'a': 2.5}"],
]

test('numbers and keys in bytes of JSON are what Python reads, beside others that JSON.parse would keep', () => {
  const template = compileTemplate('{{ v }}')
  for (const [json, printed] of PRINTED) {
    assert.equal(template.render(Buffer.from(`{"v":${json}}`)), printed, json)
    assert.equal(template.render(Buffer.from(`{"other":[0.5],"v" : ${json} }`)), printed, json)
  }
})
