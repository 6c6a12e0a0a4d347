import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplate, LIMITS, TemplateError } from '../../src/templates/index.ts'

test('a template is compiled once and rendered often, each time from the start', () => {
  const template = compileTemplate(
    '{% set n = namespace(x=0) %}{% for i in l %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}',
  )
  assert.equal(template.render({ l: [1, 2] }), '3')
  assert.equal(template.render({ l: [5] }), '5')
  assert.throws(() => template.render({ l: 5 }), TemplateError)
  assert.equal(template.render({ l: [] }), '0')
})

test('a filter that does not exist under a condition is a warning', () => {
  const { warnings, render } = compileTemplate('{% if x %}\n{{ x|uper }}{% endif %}ok')
  assert.deepEqual(warnings, [
    {
      line: 2,
      column: 6,
      message: "no filter named 'uper'; an error where it is reached",
      hint: 'did you mean "upper"?',
    },
  ])
  assert.equal(render({}), 'ok')
  assert.throws(() => render({ x: 1 }), /No filter named 'uper' found/)
  assert.deepEqual(compileTemplate('{{ x|upper }}').warnings, [])
})

test('autoescape ends with the render that set it, also where that failed', () => {
  const template = compileTemplate(
    "{% autoescape true %}{{ x + 1 }}{{ '<'|string }}{% endautoescape %}{{ ['<']|join }}",
  )
  assert.throws(() => template.render({ x: 'a' }))
  assert.equal(compileTemplate("{{ ['<', '>']|join('&') }}").render({}), '<&>')
})

const encode = (text: string) => text.replaceAll('/', '%')

for (const [what, source, expected] of [
  ['a value', 'a/{{ v }}/{{ v | upper }}/{{ "/" }}', 'a/x%y/X%Y/%'],
  [
    'values in loops and under conditions',
    '{% for c in v %}{% if c %}/{{ c }}{% endif %}{% endfor %}',
    '/x/%/y',
  ],
  ['values of blocks', '{% block b %}/{{ v }}{% endblock %}', '/x%y'],
  ['what a macro made, its own text too', '{% macro m() %}/{{ v }}{% endmacro %}/{{ m() }}', '/%x%y'],
  ['text that was set', '{% set s %}/{{ v }}{% endset %}/{{ s }}', '/%x%y'],
  ['a filter block', '/{% filter upper %}/{{ v }}{% endfilter %}', '/%X%Y'],
  [
    'a call block',
    '{% macro m() %}{{ caller() }}{% endmacro %}/{% call m() %}/{{ v }}{% endcall %}',
    '/%x%y',
  ],
  ['what is escaped already', '/{{ v | safe }}{{ v | e }}{{ v | tojson }}', '/x%yx%y"x%y"'],
  ['a recursive loop', '{% for n in t recursive %}/{{ n.v }}{{ loop(n.t) if n.t }}{% endfor %}', '/x%y%x%y'],
] as const)
  test(`an escape gets ${what}, once`, () => {
    const counted = (text: string) => encode(text).replaceAll('%%', '!')
    const template = compileTemplate(source, { mode: 'text', escape: counted })
    assert.equal(template.render({ v: 'x/y', t: [{ v: 'x/y', t: [{ v: 'x/y' }] }] }), expected)
  })

test('limits are what is given', () => {
  const limits = { ...LIMITS, text: 10 }
  const template = compileTemplate('{{ s }}', { mode: 'text', limits })
  assert.equal(template.render({ s: 'x'.repeat(10) }), 'xxxxxxxxxx')
  assert.throws(
    () => template.render({ s: 'x'.repeat(11) }),
    (error: unknown) => error instanceof TemplateError && error.kind === 'BudgetError',
  )
})

test('a template larger than a mebibyte is refused', () => {
  assert.throws(() => compileTemplate('x'.repeat(1024 * 1024 + 1)), TemplateError)
})
