import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonError, unexpected } from '../../src/json/error.ts'

test('an error says at which byte, what was found and what was expected', () => {
  const cases: readonly [position: number, message: string][] = [
    [0, 'byte 0: found "a", expected "}"'],
    [1, 'byte 1: found 0x0A, expected "}"'],
    [2, 'byte 2: found 0xC3, expected "}"'],
    [4, 'byte 4: found the end, expected "}"'],
  ]
  for (const [position, message] of cases) {
    assert.throws(
      () => unexpected(Buffer.from('a\nü'), position, '"}"'),
      (error: unknown) =>
        error instanceof JsonError && error.position === position && error.message === message,
    )
  }
})

test('the problem stands without its position too', () => {
  assert.equal(new JsonError(7, 'not UTF-8').problem, 'not UTF-8')
})
