import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldsOf, textFields } from '../../../sinks/pubsub/wire.ts'

test('texts that are written are read again, in their order', () => {
  const long = 'x'.repeat(300)
  const fields = fieldsOf(
    textFields([
      [1, 'projects/p/topics/t'],
      [2, long],
      [2, 'ü'],
    ]),
  )
  assert.deepEqual(
    fields.map(({ number, value }) => [number, String(value)]),
    [
      [1, 'projects/p/topics/t'],
      [2, long],
      [2, 'ü'],
    ],
  )
})

test('numbers and what has a fixed length are read', () => {
  const message = Buffer.from([0x08, 0xac, 0x02, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 9, 9, 9, 9, 0x20, 0])
  assert.deepEqual(fieldsOf(message), [
    { number: 1, value: 300 },
    { number: 2, value: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) },
    { number: 3, value: Buffer.from([9, 9, 9, 9]) },
    { number: 4, value: 0 },
  ])
})

for (const [what, bytes] of [
  ['a length beyond the end', [0x0a, 5, 1]],
  ['half a number', [0x08, 0x80]],
  ['half a tag', [0x80]],
  ['a kind that is none', [0x0f, 1]],
] as const)
  test(`what cannot be read is left out: ${what}`, () => {
    const good = Buffer.from([0x08, 1])
    assert.deepEqual(fieldsOf(Buffer.concat([good, Buffer.from(bytes)])), [{ number: 1, value: 1 }])
  })
