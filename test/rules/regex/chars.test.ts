import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anyChar,
  type CharItem,
  type CharOptions,
  charSet,
  folder,
  isWord,
} from '../../../src/rules/regex/chars.ts'

const PLAIN: CharOptions = { ignoreCase: false, ascii: false }
const ANY_CASE: CharOptions = { ignoreCase: true, ascii: false }
const ASCII: CharOptions = { ignoreCase: false, ascii: true }

const code = (char: string) => char.codePointAt(0)!
const range = (from: string, to = from): CharItem => ({ from: code(from), to: code(to) })

/** Items, options, what is in the set, what is not. */
const SETS: readonly (readonly [readonly CharItem[], CharOptions, string, string])[] = [
  [[range('a', 'c'), range('x')], PLAIN, 'abcx', 'dAé😀'],
  [[range('a', 'c')], ANY_CASE, 'aC', 'dD'],
  [[range('A', 'Z')], ANY_CASE, 'ak\u212aſ', '1é'],
  [[range('A', 'Z')], { ignoreCase: true, ascii: true }, 'aK', '\u212aſ'],
  [[range('É')], ANY_CASE, 'éÉ', 'e'],
  [[range('😀', '😂')], PLAIN, '😁', '😃a'],
  [[{ category: 'd' }], PLAIN, '1٣', '²a'],
  [[{ category: 'd' }], ASCII, '1', '٣'],
  [[{ category: 'w' }], PLAIN, 'aé_1²東', '-\u0301 '],
  [[{ category: 'w' }], ASCII, 'a_1', 'é'],
  [[{ category: 's' }], PLAIN, ' \t\n\x1c\x85\xa0\u3000', 'a\u200b\ufeff'],
  [[{ category: 's' }], ASCII, ' \t\v', '\x1c\xa0'],
  [[{ category: 'D' }], PLAIN, 'a', '1٣'],
  [[{ category: 'S' }, { category: 's' }], PLAIN, 'a \n', ''],
]

test('a set has its members in every script, and its opposite all others', () => {
  for (const [items, options, members, others] of SETS) {
    const set = charSet(items, false, options)
    const opposite = charSet(items, true, options)
    for (const char of members)
      assert.deepEqual([set.has(code(char)), opposite.has(code(char))], [true, false], char)
    for (const char of others)
      assert.deepEqual([set.has(code(char)), opposite.has(code(char))], [false, true], char)
  }
})

test('any character excludes the line feed unless it is wanted', () => {
  assert.equal(anyChar(false).has(0x0a), false)
  assert.equal(anyChar(false).has(0x0d), true)
  assert.equal(anyChar(true).has(0x0a), true)
})

test('words and folding keep to ASCII where asked', () => {
  assert.deepEqual(
    [isWord(code('é'), false), isWord(code('é'), true), isWord(code('-'), false)],
    [true, false, false],
  )
  assert.equal(folder(PLAIN), undefined)
  assert.equal(folder(ANY_CASE)!(code('É')), code('é'))
  assert.equal(folder({ ignoreCase: true, ascii: true })!(code('É')), code('É'))
})
