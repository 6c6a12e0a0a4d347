import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { positionOf, TemplateError } from '../../src/templates/error.ts'
import { compileTemplate } from '../../src/templates/index.ts'
import { failure } from './table.ts'

test('an offset is told as line and column', () => {
  assert.deepEqual(positionOf('abc', 0), { line: 1, column: 1 })
  assert.deepEqual(positionOf('abc', 2), { line: 1, column: 3 })
  assert.deepEqual(positionOf('a\nbc', 2), { line: 2, column: 1 })
  assert.deepEqual(positionOf('a\n\nbc', 4), { line: 3, column: 2 })
  assert.deepEqual(positionOf('a\n', 9), { line: 2, column: 1 })
})

test('what is wrong with a template is found when it is compiled, with place and hint', () => {
  const compiled = (source: string): TemplateError => {
    try {
      compileTemplate(source)
    } catch (error) {
      if (error instanceof TemplateError) return error
    }
    return assert.fail(source)
  }
  const filter = compiled('line one\n  {{ x | uper }}')
  assert.ok(filter instanceof SluiceError)
  assert.equal(filter.code, 'template_invalid')
  assert.deepEqual([filter.line, filter.column], [2, 10])
  assert.equal(filter.message, "line 2, column 10: No filter named 'uper'.")
  assert.equal(filter.hint, 'did you mean "upper"?')
  assert.equal(compiled('{% if x %}a').kind, 'TemplateSyntaxError')
  assert.deepEqual([compiled('a\r\nb {{ 1 ! }}').line, compiled('a\r\nb {{ 1 ! }}').column], [2, 8])
  assert.match(compiled('{% include "x" %}').hint, /stand alone/)
  assert.match(compiled('{% break %}').hint, /for, if, set/)
})

test('what fails in a render is told with the place in the template', () => {
  const deep = failure('ok\n{{ s|upper }} {{ d.nope.deeper }}')
  assert.equal(deep.code, 'template_failed')
  assert.deepEqual([deep.line, deep.column, deep.kind], [2, 25, 'UndefinedError'])
  assert.equal(failure('{% for x in l %}\n{{ x / 0 }}{% endfor %}').line, 2)
  assert.equal(failure('{% macro m(a) %}\n\n{{ a + 1 }}{% endmacro %}\n{{ m("x") }}').line, 3)
  assert.equal(failure('{{ range(5) }}\n{{ range(10 ** 6) }}').line, 2)
})
