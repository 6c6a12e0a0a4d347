import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Aliases } from '../../../sinks/mqtt/aliases.ts'

test('a topic keeps its number, and the broker knows it the second time', () => {
  const aliases = new Aliases(2)
  assert.deepEqual(aliases.of('a'), { alias: 1, known: false })
  assert.deepEqual(aliases.of('b'), { alias: 2, known: false })
  assert.deepEqual(aliases.of('a'), { alias: 1, known: true })
})

test('when all numbers are taken, the one given first is given anew', () => {
  const aliases = new Aliases(2)
  for (const topic of ['a', 'b']) aliases.of(topic)
  assert.deepEqual(aliases.of('c'), { alias: 1, known: false })
  assert.deepEqual(aliases.of('b'), { alias: 2, known: true })
  assert.deepEqual(aliases.of('a'), { alias: 2, known: false })
  assert.deepEqual(aliases.of('c'), { alias: 1, known: true })
})

test('a broker that takes none gets none', () => {
  assert.equal(new Aliases(0).of('a'), undefined)
})
