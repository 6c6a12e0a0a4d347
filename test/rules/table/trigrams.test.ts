import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf, signatureOf, Trigrams, tokenOf } from '../../../src/rules/table/trigrams.ts'

const collect = (trigrams: Trigrams, text: string, epoch: number) => {
  const bytes = Buffer.from(text)
  const tokens = new Int32Array(64)
  return [...tokens.subarray(0, trigrams.collect(5, bytes, 0, bytes.length, epoch, tokens, 0))]
}

test('a text that holds the needle gives the token it stands under, once', () => {
  const trigrams = new Trigrams()
  const token = tokenOf(5, trigrams.place(Buffer.from('needle')))
  assert.ok(token < 0)
  assert.deepEqual(collect(trigrams, 'a needle and a needle', 1), [token])
  assert.deepEqual(collect(trigrams, 'a noodle', 2), [])
  assert.deepEqual(collect(trigrams, 'ne', 3), [])
  assert.deepEqual(collect(trigrams, 'needle', 3), [token])
})

test('a needle stands where fewest others do, and nowhere once it is removed', () => {
  const trigrams = new Trigrams()
  const first = trigrams.place(Buffer.from('abcd'))
  const second = trigrams.place(Buffer.from('abcd'))
  assert.notEqual(first, second)
  trigrams.remove(first)
  trigrams.remove(second)
  assert.deepEqual(collect(trigrams, 'abcd', 1), [])
})

test('a signature has the bits of every text within', () => {
  const sign = (text: string) => signatureOf(Buffer.from(text), 0, Buffer.byteLength(text))
  const [low, high] = sign('dc1-spine-0042')
  const [lowPart, highPart] = sign('spine')
  assert.deepEqual([lowPart & ~low, highPart & ~high], [0, 0])
  assert.deepEqual(sign('ab'), [0, 0])
  assert.ok(bucketOf(1, 2, 3) < 4_096)
})
