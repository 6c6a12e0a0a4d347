import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeySet } from '../../src/json/key-set.ts'

/** Whether each of the keys was new, of one object after another. */
function added(keys: KeySet, names: readonly string[]): readonly boolean[] {
  const bytes = Buffer.from(names.map(name => `"${name}"`).join())
  keys.clear()
  let at = 1
  return names.map(name => {
    const from = at
    at += Buffer.byteLength(name) + 3
    return keys.add(bytes, from, from + Buffer.byteLength(name))
  })
}

test('a key that stands there already is seen, one that begins alike is another', () => {
  const keys = new KeySet()
  assert.deepEqual(added(keys, ['a', 'ab', '', 'b', 'abc', 'ü', 'ab', '']), [
    true,
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})

test('keys of one object are not those of another', () => {
  const keys = new KeySet()
  for (let i = 0; i < 100; i++) assert.deepEqual(added(keys, ['a', 'b']), [true, true])
})

test('keys in the same slot are told apart, and too many count as repeated', () => {
  const keys = new KeySet()
  // Alike in their length and in the bytes that choose a slot.
  const alike = Array.from({ length: 50 }, (_, n) => `k${String.fromCharCode(48 + n)}m0z`)
  assert.ok(added(keys, alike).every(isNew => isNew))
  const many = Array.from({ length: 1_000 }, (_, n) => `key${n}`)
  assert.deepEqual([...new Set(added(keys, many))], [true, false])
})
