import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Regex, RegexError } from '../../../src/rules/regex/index.ts'
import { match } from '../../../src/rules/regex/machine.ts'
import { parsePattern } from '../../../src/rules/regex/parse.ts'
import { compileProgram } from '../../../src/rules/regex/program.ts'
import { Random } from '../../helpers/random.ts'
import fixtures from '../fixtures/patterns.json' with { type: 'json' }

for (const group of ['chosen', 'random'] as const) {
  test(`patterns match what they match in Python: ${group}`, () => {
    for (const { pattern, yes, no } of fixtures[group]) {
      const regex = new Regex(pattern)
      assert.equal(regex.source, pattern)
      for (const text of yes)
        assert.equal(regex.match(text), 'matched', `${pattern} of ${JSON.stringify(text)}`)
      for (const text of no)
        assert.equal(regex.match(text), 'notMatched', `${pattern} of ${JSON.stringify(text)}`)
    }
  })
}

test('patterns that Python refuses are refused', () => {
  for (const pattern of fixtures.refused) assert.throws(() => new Regex(pattern), RegexError, pattern)
})

test('patterns beyond the limits are refused', () => {
  const patterns = [
    '\\N{DIGIT ONE}',
    '(a)(?<=\\1)',
    'a'.repeat(10_001),
    `${'('.repeat(101)}${')'.repeat(101)}`,
  ]
  patterns.push('a{10000}', '((a{100}){100}){100}', 'a{99999999999999999999}')
  for (const pattern of patterns) assert.throws(() => new Regex(pattern), RegexError, pattern.slice(0, 30))
})

test('what a look at the text can tell is never given up', () => {
  const long = `${'a'.repeat(6_000_000)}b`
  const table: readonly (readonly [pattern: string, text: string, matched: string])[] = [
    ['.*b$', long, 'matched'],
    ['.*a$', long, 'notMatched'],
    ['a.*c', long, 'notMatched'],
    ['aaa', long, 'matched'],
    ['a*a*a*xyz', long, 'notMatched'],
    ['.*b$', 'ab\n', 'matched'],
    ['.*b$', 'a\nb', 'notMatched'],
    ['(.*b)$', long, 'gaveUp'],
  ]
  for (const [pattern, text, matched] of table) assert.equal(new Regex(pattern).match(text), matched, pattern)
})

test('a look at the text tells what the engine tells', () => {
  const parts =
    'a b c ab é 😀 .* .* .* . \\. \\x61 \\u0061 \\141 \\0 x? b* c+ b{2} b{0,1} b{ { } [ab] [^c] \\d \\n $ ^ # (?:a) (b) | a*? .*+ b{2}? z{0} \\ud83d'
  const letters = ['a', 'b', 'c', 'é', '😀', '\ud83d', '\n', '#', '1', '{', 'ab', 'abc']
  const random = new Random(1)
  let tried = 0
  for (let i = 0; i < 20_000; i++) {
    const pattern = random.some(0, 6, () => random.pick(parts.split(' '))).join('')
    let regex: Regex
    try {
      regex = new Regex(pattern)
    } catch {
      continue
    }
    const program = compileProgram(parsePattern(pattern))
    for (const text of random.some(3, 3, () => random.some(0, 6, () => random.pick(letters)).join(''))) {
      assert.equal(regex.match(text), match(program, text), `${pattern} of ${JSON.stringify(text)}`)
      tried++
    }
  }
  assert.ok(tried > 30_000)
})
