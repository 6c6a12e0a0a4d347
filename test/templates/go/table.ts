import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGoTemplate } from '../../../src/templates/go/template.ts'
import { TemplateError } from '../../../src/templates/index.ts'

/** What every row is rendered with. */
const CONTEXT = {
  ID: 1234567,
  Timestamp: '2026-03-06T15:01:09.503186+01:00',
  Other: '2025-12-31T23:59:05Z',
  Message: 'Peer "a" <joined> & \'left\'',
  InitiatorID: 'u-1',
  TargetID: 'p-2',
  Meta: {
    source: 'ui',
    count: 3,
    ratio: 0.25,
    big: 12345678,
    tags: ['b', 'a'],
    nil: null,
    deep: { x: { y: true } },
    empty: '',
    f: 1e21,
  },
  Reference: 'https://a.b/c?d=e f',
  List: [3, 1, 2],
  E: [],
}

/** One test: each template gives the text beside it, which is what Go gives. */
export function renders(
  promise: string,
  rows: readonly (readonly [template: string, expected: string])[],
): void {
  test(promise, () => {
    for (const [template, expected] of rows) assert.equal(render(template), expected, template)
  })
}

/** One test: each template is refused, or fails, as Go has it. */
export function fails(promise: string, rows: readonly (readonly [template: string, code: string])[]): void {
  test(promise, () => {
    for (const [template, code] of rows) {
      assert.throws(
        () => render(template),
        (error: unknown) => error instanceof TemplateError && error.code === code && error.column >= 1,
        template,
      )
    }
  })
}

/** A template's text over the table's context. */
export function render(template: string): string {
  const times = ['Timestamp', 'Other']
  return compileGoTemplate(template, { times }).render(Buffer.from(JSON.stringify(CONTEXT)))
}
