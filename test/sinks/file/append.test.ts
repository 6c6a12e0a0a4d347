import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Append } from '../../../sinks/file/append.ts'
import { lines, never } from './make.ts'

const late = { kind: 'retry', class: 'timeout', reason: 'late' } as const
const make = () => new Append(lines('a', 'b'), late, 1, never)

test('every line has the outcome of the write', async () => {
  const append = make()
  assert.ok(!append.over)
  append.done({ kind: 'delivered' })
  assert.ok(append.over)
  assert.deepEqual(await append.outcomes, [{ kind: 'delivered' }, { kind: 'delivered' }])
})

test('what is late stays late', async () => {
  const append = make()
  append.expire()
  append.done({ kind: 'delivered' })
  append.abort(new Error('no more'))
  assert.ok(append.over)
  assert.deepEqual(await append.outcomes, [late, late])
})

test('an abort is no outcome', async () => {
  const append = make()
  const reason = new Error('the tenure ended')
  append.abort(reason)
  append.done({ kind: 'delivered' })
  await assert.rejects(append.outcomes, reason)
})
