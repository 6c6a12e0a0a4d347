import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT } from '../../../src/rules/compile.ts'
import { readParsed } from '../../../src/rules/table/parsed-reader.ts'
import {
  GONE,
  LIST,
  MISSING,
  NULL,
  NUMERIC,
  OBJECT,
  Reading,
  STRING,
} from '../../../src/rules/table/reading.ts'
import { numberBytes } from '../../../src/rules/table/scalars.ts'
import { domain, NUMBER, TEXT, Values } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'

const paths = Int32Array.of(0, 1)
const parts = [['a'], ['a', 'b']]

function read(data: Json | typeof ABSENT, values = new Values()): Reading {
  const reading = new Reading(values)
  reading.begin(Buffer.alloc(0), undefined, paths)
  readParsed(reading, data, paths, parts)
  return reading
}

test('each kind of value is told from the others', () => {
  const kinds = (data: Json | typeof ABSENT) => [...read(data).kinds.subarray(0, 2)]
  assert.deepEqual(kinds(ABSENT), [GONE, GONE])
  assert.deepEqual(kinds({}), [MISSING, MISSING])
  assert.deepEqual(kinds({ a: null }), [NULL, MISSING])
  assert.deepEqual(kinds({ a: true }), [NUMERIC, MISSING])
  assert.deepEqual(kinds({ a: 'x' }), [STRING, MISSING])
  assert.deepEqual(kinds({ a: { b: 1n } }), [OBJECT, NUMERIC])
  assert.deepEqual(kinds({ a: [{ b: 1 }, { b: 2 }] }), [LIST, LIST])
  assert.deepEqual(kinds({ a: [] }), [LIST, LIST])
})

test('values, members and keys give the tokens of those that are named', () => {
  const values = new Values()
  const value = values.acquire(domain(0, false, NUMBER), numberBytes(1))
  const member = values.acquire(domain(0, true, TEXT), Buffer.from('b'))
  assert.equal(read({ a: true }, values).tokens[0], value)
  assert.equal(read({ a: ['b', 'c'] }, values).hasMember(member), true)
  assert.equal(read({ a: { b: 0 } }, values).hasMember(member), true)
  assert.equal(read({ a: 'b' }, values).hasMember(member), false)
  assert.equal(read({ a: 'b' }, values).text(0), 'b')
})
