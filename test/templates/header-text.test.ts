import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerLines } from '../../src/templates/header-text.ts'
import { compileTemplate } from '../../src/templates/index.ts'

function headers(template: string, context: object = {}): Record<string, string> {
  const lines = headerLines(compileTemplate(template, { mode: 'headers' }).render(context))
  return Object.fromEntries(lines.map(({ name, value }) => [name, value]))
}

test('each line is a header, whatever ends it, trimmed, and the last of a name counts', () => {
  assert.deepEqual(headers('X-A: 1\r\nX-B :  two words \n\nno colon here\nX-C: a:b\x0bX-D: 4\u2028X-A: 9'), {
    'X-A': '9',
    'X-B': 'two words',
    'X-C': 'a:b',
    'X-D': '4',
  })
  assert.deepEqual(headers(''), {})
  assert.deepEqual(headers('X-Empty:'), { 'X-Empty': '' })
})

test('headers are taken apart after rendering, so what is put in needs header_safe', () => {
  const context = { v: 'a\nX-Injected: 1' }
  assert.deepEqual(headers('X-A: {{ v }}', context), { 'X-A': 'a', 'X-Injected': '1' })
  assert.deepEqual(headers('X-A: {{ v | header_safe }}', context), { 'X-A': 'aX-Injected: 1' })
})

test('what no header can be is an error', () => {
  for (const text of [': value', 'a b: c', 'X-Ü: 1', 'X-A: ☃', 'X-A: a\0b'])
    assert.throws(() => headerLines(text), text)
  assert.deepEqual(headerLines('X-A: é'), [{ name: 'X-A', value: 'é' }])
})
