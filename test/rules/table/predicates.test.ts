import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Predicates } from '../../../src/rules/table/predicates.ts'
import { LIST, Reading, STRING } from '../../../src/rules/table/reading.ts'
import { FALSE, INVALID, TRUE } from '../../../src/rules/table/truth.ts'
import { Values } from '../../../src/rules/table/values.ts'

test('a question is asked once per event, however many share it', () => {
  const reading = new Reading(new Values())
  const predicates = new Predicates()
  let asked = 0
  const make = () => () => {
    asked++
    return TRUE
  }
  const number = predicates.acquire('q', make)
  assert.equal(predicates.acquire('q', make), number)
  for (let event = 1; event < 4; event++) {
    reading.begin(Buffer.alloc(0), undefined, new Int32Array(0))
    assert.deepEqual([predicates.ask(number, reading), predicates.ask(number, reading)], [TRUE, TRUE])
    assert.equal(asked, event)
  }
  predicates.release(number)
  assert.equal(predicates.size, 1)
  predicates.release(number)
  assert.equal(predicates.size, 0)
})

test('a question about a text that cannot hold what it needs is not asked', () => {
  const reading = new Reading(new Values())
  const predicates = new Predicates()
  const known = { path: 0, needle: Buffer.from('spine'), member: 0 }
  const number = predicates.acquire('q', () => () => TRUE, known)
  const ask = (text: string) => {
    reading.begin(Buffer.from(text), undefined, Int32Array.of(0))
    reading.kinds[0] = STRING
    reading.starts[0] = 0
    reading.ends[0] = text.length
    return predicates.ask(number, reading)
  }
  assert.equal(ask('dc1-leaf'), FALSE)
  assert.equal(ask('dc1-spine'), TRUE)
  reading.begin(Buffer.alloc(0), undefined, Int32Array.of(0))
  assert.equal(predicates.ask(number, reading), TRUE)
})

test('whether a list has a member is known without asking', () => {
  const reading = new Reading(new Values())
  const predicates = new Predicates()
  const number = predicates.acquire('q', () => () => INVALID, { path: 0, needle: undefined, member: 7 })
  const ask = (...members: readonly number[]) => {
    reading.begin(Buffer.alloc(0), undefined, Int32Array.of(0))
    reading.kinds[0] = LIST
    for (const member of members) reading.addMember(member)
    return predicates.ask(number, reading)
  }
  assert.deepEqual([ask(7, 8), ask(8), ask()], [TRUE, FALSE, FALSE])
})
