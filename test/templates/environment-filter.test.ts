import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileTemplate } from '../../src/templates/index.ts'

const values = { WEBHOOK_TOKEN_3: 'tok', OTHER: 'no', webhook_token_1: 'lower', A1: 'a', 'X.Y': 'dot' }

function env(name: string, allow: readonly string[]): string {
  return compileTemplate('{{ name|env }}', { mode: 'text', env: { allow, values } }).render({ name })
}

test('a variable is given where a pattern allows its name, and no other', () => {
  assert.equal(env('WEBHOOK_TOKEN_3', ['WEBHOOK_TOKEN_*']), 'tok')
  assert.equal(env('OTHER', ['WEBHOOK_TOKEN_*']), 'None')
  assert.equal(env('webhook_token_1', ['WEBHOOK_TOKEN_*']), 'None')
  assert.equal(env('WEBHOOK_TOKEN_9', ['WEBHOOK_TOKEN_*']), 'None')
  assert.equal(env('A1', ['A?']), 'a')
  assert.equal(env('A1', ['A[0-9]']), 'a')
  assert.equal(env('A1', ['A[!0-9]']), 'None')
  assert.equal(env('X.Y', ['X.Y']), 'dot')
  assert.equal(env('XaY', ['X.Y']), 'None')
  assert.equal(env('toString', ['*']), 'None')
  assert.equal(env('OTHER', []), 'None')
})

test('without an environment every variable is None', () => {
  assert.equal(compileTemplate("{{ 'PATH'|env }}").render({}), 'None')
  assert.throws(() => compileTemplate('{{ 5|env }}').render({}))
})

test('header_safe takes control characters away, and only headers have it', () => {
  const template = '{{ v|header_safe }}'
  const { render } = compileTemplate(template, { mode: 'headers' })
  assert.equal(render({ v: 'a\r\nX-Bad: 1\0\x1f\x7f\x80é' }), 'aX-Bad: 1\x80é')
  assert.equal(render({ v: 5 }), '5')
  assert.throws(() => compileTemplate(template), /No filter named 'header_safe'/)
})
