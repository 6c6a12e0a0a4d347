import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegexError } from '../../../src/rules/regex/error.ts'
import { Source } from '../../../src/rules/regex/source.ts'

test('characters and escapes come one after another', () => {
  const source = new Source('a😀\\d')
  assert.equal(source.take('b'), false)
  assert.deepEqual([source.get(), source.get(), source.peek(), source.position], ['a', '😀', '\\d', 2])
  assert.equal(source.take('\\d'), true)
  assert.deepEqual([source.get(), source.position], [undefined, 4])
  source.rewind(1)
  assert.equal(source.get(), '😀')
})

test('a run of characters ends at its limit, at another, and at the terminator', () => {
  const source = new Source('12345x>rest')
  assert.equal(source.takeWhile(3, /^\d$/), '123')
  assert.equal(source.takeWhile(9, /^\d$/), '45')
  assert.equal(source.takeUntil('>', 'name'), 'x')
  assert.throws(() => source.takeUntil('>', 'name'), /missing >, unterminated name at position 7/)
  assert.throws(() => new Source('>').takeUntil('>', 'group name'), /missing group name/)
})

test('a backslash at the end is refused', () => {
  assert.throws(() => new Source('\\').get(), RegexError)
})
