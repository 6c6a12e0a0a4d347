import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkMayChange, doorkeeperOf } from '../../src/admin/tokens.ts'

const doorkeeper = doorkeeperOf([
  { name: 'ops', token: 'geheim-ü', role: 'write' },
  { name: 'eyes', token: 'looks', role: 'read' },
])
const latin1 = (text: string) => Buffer.from(text).toString('latin1')

test('who has a token is known by its name', () => {
  assert.deepEqual(doorkeeper(`Bearer ${latin1('geheim-ü')}`), { name: 'ops', role: 'write' })
  assert.deepEqual(doorkeeper('bearer  looks '), { name: 'eyes', role: 'read' })
})

test('anybody else is turned away, and what was given is not repeated', () => {
  for (const given of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer wrong-one',
    'Basic looks',
    'Bearer looks x',
  ])
    assert.throws(
      () => doorkeeper(given),
      (error: { code: string; message: string; hint: string }) =>
        error.code === 'unauthorized' && !/wrong-one|looks x/.test(`${error.message}${error.hint}`),
      String(given),
    )
})

test('without tokens everybody may look, and nobody may change anything', () => {
  const nobody = doorkeeperOf([])(undefined)
  assert.equal(nobody.role, 'read')
  assert.throws(() => checkMayChange(nobody), { code: 'forbidden', hint: /admin: \{ tokens/ })
  assert.throws(() => checkMayChange({ name: 'eyes', role: 'read' }), { code: 'forbidden', message: /eyes/ })
  checkMayChange({ name: 'ops', role: 'write' })
})
