import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeKinds, count, differs, noChanges } from '../../../src/cli/plan/change.ts'

test('changes are counted by kind, with the first three places of each', () => {
  const changes = noChanges()
  assert.ok(!differs(changes))
  count(changes, 'unchanged', 'a/0@0')
  assert.ok(!differs(changes))
  for (let n = 0; n < 5; n++) count(changes, 'lost', `a/0@${n}`)
  count(changes, 'changed', 'a/0@9')
  assert.deepEqual(changes, {
    gained: { count: 0, examples: [] },
    lost: { count: 5, examples: ['a/0@0', 'a/0@1', 'a/0@2'] },
    changed: { count: 1, examples: ['a/0@9'] },
    unchanged: 1,
  })
  for (const kind of changeKinds) {
    const one = noChanges()
    count(one, kind, 'x')
    assert.ok(differs(one), kind)
  }
})
