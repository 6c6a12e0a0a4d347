import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addHeader } from '../../src/cli/header-option.ts'

test('headers are added in order; a value may have an equals sign in it', () => {
  const headers = addHeader('b=x=y', addHeader('a=', []))
  assert.deepEqual(
    headers.map(({ name, value }) => [name, value.toString()]),
    [
      ['a', ''],
      ['b', 'x=y'],
    ],
  )
})

test('what has no name is refused', () => {
  for (const text of ['', 'a', '=x']) assert.throws(() => addHeader(text, []), /expected name=value/)
})
