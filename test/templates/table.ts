import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplate, TemplateError } from '../../src/templates/index.ts'

/** What every row is rendered with unless it brings its own. */
export const CONTEXT = {
  s: 'Hello World',
  t: 'a-b_c d',
  u: 'Zürich ☃ 😀',
  i: 7,
  f: 2.5,
  l: [3, 1, 2],
  words: ['b', 'C', 'a'],
  rows: [
    { name: 'x', n: 2, tag: null },
    { name: 'Y', n: 1, tag: 'q' },
    { name: 'x', n: 3, tag: 'q' },
  ],
  d: { b: 1, a: 'two', items: [1], nested: { deep: [true, null] } },
  html: '<a href="x">Tom &amp; "J\'s"</a>',
  lines: 'one\n\ntwo\n',
  flag: true,
  nothing: null,
}

/** A template and what Jinja2 makes of it. */
export type Row = readonly [template: string, expected: string]

/** A template, and which exception Jinja2 ends with; the message where it is Jinja2's own. */
export type Failure = readonly [template: string, kind: string, message?: string]

/** One test: each template gives the text beside it. */
export function renders(promise: string, rows: readonly Row[]): void {
  test(promise, () => {
    for (const [template, expected] of rows) assert.equal(render(template), expected, template)
  })
}

/** One test: each template ends in the exception beside it, with a position. */
export function fails(promise: string, rows: readonly Failure[]): void {
  test(promise, () => {
    for (const [template, kind, message] of rows) {
      const error = failure(template)
      assert.equal(error.kind, kind, `${template}: ${error.message}`)
      if (message !== undefined) assert.equal(error.problem, message, template)
      assert.ok(error.line >= 1 && error.column >= 1, template)
    }
  })
}

/** A template's text over the table's context; addresses of objects as one. */
export function render(template: string, context: object = CONTEXT): string {
  return compileTemplate(template, { mode: 'text' })
    .render(context)
    .replace(/0x[0-9a-f]{6,}/g, '0x…')
}

/** What a template ends with. */
export function failure(template: string, context: object = CONTEXT): TemplateError {
  try {
    const text = render(template, context)
    assert.fail(`${template} gave ${JSON.stringify(text)}`)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}
