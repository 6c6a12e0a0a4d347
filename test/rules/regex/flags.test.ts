import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_FLAGS, readFlags } from '../../../src/rules/regex/flags.ts'
import { Source } from '../../../src/rules/regex/source.ts'

test('flags are for the pattern or for one group', () => {
  const all = { ignoreCase: true, ascii: true, multiline: true, dotAll: true, verbose: true }
  assert.deepEqual(readFlags(new Source('iamsx)'), NO_FLAGS), { scope: 'pattern', flags: all })
  assert.deepEqual(readFlags(new Source('u-im:'), all), {
    scope: 'group',
    flags: { ...all, ascii: false, ignoreCase: false, multiline: false },
  })
})

test('flags that Python refuses are refused', () => {
  for (const letters of ['L)', 'au)', '-a:', 'i-i:', '-:', 'q)', 'i', 'i-']) {
    assert.throws(() => readFlags(new Source(letters), NO_FLAGS), /flag|missing/, letters)
  }
})
