import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_FLAGS } from '../../../src/rules/regex/flags.ts'
import { Groups } from '../../../src/rules/regex/groups.ts'
import { Source } from '../../../src/rules/regex/source.ts'

test('groups are numbered from 1 and found by number and name', () => {
  const groups = new Groups(new Source(''))
  groups.close(groups.open(undefined))
  groups.close(groups.open('name'))
  const options = { ignoreCase: false, ascii: false }
  assert.equal(groups.used, false)
  assert.deepEqual(groups.namedReference('name', 0, NO_FLAGS), { kind: 'again', number: 2, options })
  assert.deepEqual(groups.escapedReference('\\1', 0, NO_FLAGS), { kind: 'again', number: 1, options })
  assert.equal(groups.condition('2', 0), 2)
  assert.deepEqual([groups.used, groups.count], [true, 2])
})

test('three octal digits are a character, two digits a group', () => {
  assert.equal(new Groups(new Source('01')).escapedReference('\\1', 0, NO_FLAGS), undefined)
  assert.equal(new Groups(new Source('')).escapedReference('\\0', 0, NO_FLAGS), undefined)
  assert.throws(
    () => new Groups(new Source('09')).escapedReference('\\1', 0, NO_FLAGS),
    /invalid group reference 10/,
  )
})

test('references that lead nowhere are refused', () => {
  const groups = new Groups(new Source(''))
  const open = groups.open('open')
  assert.throws(() => groups.namedReference('open', 0, NO_FLAGS), /cannot refer to an open group/)
  groups.close(open)
  assert.throws(() => groups.open('open'), /redefinition of group name 'open' as group 2; was group 1/)
  assert.throws(() => groups.open('1x'), /bad character in group name '1x'/)
  assert.throws(() => groups.namedReference('other', 0, NO_FLAGS), /unknown group name 'other'/)
  assert.throws(() => groups.condition('0', 0), /bad group number/)
  groups.enterBehind()
  assert.throws(() => groups.namedReference('open', 0, NO_FLAGS), /within a look-behind/)
  groups.leaveBehind()
  groups.condition('9', 5)
  assert.throws(() => groups.checkReferences(), /invalid group reference 9 at position 5/)
})
