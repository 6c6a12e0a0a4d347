import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceIdOf, withLetters } from '../helpers/operated.ts'

test('dead letters are listed, shown, sent again and discarded from the command line', async t => {
  const { sluice, receiver } = await withLetters(t, 3)
  const listed = await sluice('dead-letters', 'list', 'crm', '--limit', '2')
  assert.equal(listed.code, 0, listed.err)
  assert.match(
    listed.out,
    /^letter +stage +class +attempts +last failure +event +reason\n0\/0 +refused +rejected +1 /,
  )
  assert.match(listed.out, /there are more: --limit 4\n$/)
  const shown = await sluice('dead-letters', 'show', 'crm', '--offset', '0')
  assert.match(shown.out, new RegExp(`"source_id": "${sourceIdOf(0)}"`))
  assert.match(shown.out, /"object_type":/)
  const before = receiver.requests.length
  const one = await sluice('dead-letters', 'redrive', 'crm', '--offset', '1')
  assert.equal(one.code, 0, one.err)
  assert.match(one.out, /1 to be sent to crm\ndone: 1 of 1 delivered/)
  assert.equal(receiver.requests[before]!.headers['sluice-source-id'], sourceIdOf(1))
  const discarded = await sluice('dead-letters', 'discard', 'crm', '--all', '--reason', 'a test')
  assert.equal(discarded.out, '2 dead letters discarded\n')
  assert.equal((await sluice('dead-letters', 'list', 'crm')).out, 'no dead letters of crm wait\n')
})

test('all is meant only where it is said', async t => {
  const { sluice } = await withLetters(t, 1)
  for (const words of [
    ['redrive', 'crm'],
    ['discard', 'crm', '--reason', 'x'],
  ]) {
    const { code, err } = await sluice('dead-letters', ...words)
    assert.equal(code, 2)
    assert.match(err, /which dead letters\?/)
  }
  assert.equal((await sluice('dead-letters', 'discard', 'crm', '--all')).code, 2)
  assert.match((await sluice('dead-letters', 'list', 'crm')).out, /refused/)
})
