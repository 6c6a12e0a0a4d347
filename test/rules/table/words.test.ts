import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ARGUMENT_BOUND,
  ARGUMENT_SHIFT,
  EQ,
  IN,
  KINDS_SHIFT,
  NEGATED,
  OPERATOR_MASK,
  PATH_MASK,
  PATH_SHIFT,
  VALID,
  WIDE,
  WIDE_MASK,
  WordBuffer,
} from '../../../src/rules/table/words.ts'

test('a question is one word, with what belongs to it behind', () => {
  const buffer = new WordBuffer()
  buffer.pushQuestion({
    operator: EQ,
    negate: true,
    path: PATH_MASK,
    argument: ARGUMENT_BOUND - 1,
    tokens: [],
  })
  const [word] = buffer.words as unknown as [number]
  assert.deepEqual(
    [word & OPERATOR_MASK, word & NEGATED, (word >>> PATH_SHIFT) & PATH_MASK, word >>> ARGUMENT_SHIFT],
    [EQ, NEGATED, PATH_MASK, ARGUMENT_BOUND - 1],
  )
  buffer.clear()
  buffer.pushQuestion({ operator: IN, negate: false, path: 0, argument: 3, tokens: [7, 8, 9] })
  assert.equal(buffer.words[0]! >>> ARGUMENT_SHIFT, 3)
  assert.deepEqual([...buffer.words.subarray(1, buffer.length)], [7, 8, 9])
})

test('an argument that does not fit stands in a word of its own', () => {
  const buffer = new WordBuffer()
  buffer.pushQuestion({ operator: EQ, negate: false, path: 2, argument: ARGUMENT_BOUND, tokens: [] })
  assert.deepEqual(
    [buffer.words[0]! & OPERATOR_MASK, buffer.words[1], buffer.length],
    [WIDE, ARGUMENT_BOUND, 2],
  )
})

test('any number of words can be written', () => {
  const buffer = new WordBuffer()
  for (let i = 0; i < 1_000; i++) buffer.push(i)
  assert.equal(buffer.words[999], 999)
  buffer.clear()
  buffer.pushValid(3, 0b1011)
  assert.equal((buffer.words[0]! >>> PATH_SHIFT) & PATH_MASK, 3)
  assert.equal(buffer.words[0]! >>> KINDS_SHIFT, 0b1011)
  assert.equal((buffer.words[0]! >>> ARGUMENT_SHIFT) & WIDE_MASK, VALID)
})
