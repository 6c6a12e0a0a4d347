import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePattern } from '../../../src/rules/regex/parse.ts'
import { compileProgram } from '../../../src/rules/regex/program.ts'

function steps(pattern: string): string {
  return compileProgram(parsePattern(pattern))
    .code.map(({ op }) => op)
    .join(' ')
}

test('a program has the steps of its pattern', () => {
  assert.equal(steps('ab'), 'char char match')
  assert.equal(steps('(a)'), 'char match')
  assert.equal(steps('a|b'), 'split char jump char match')
  assert.equal(steps('a*'), 'split char jump match')
  assert.equal(steps('a{1,3}'), 'char split char split char match')
  assert.equal(steps('a++'), 'atomic char split char jump match match')
  assert.equal(steps('(?=a)^'), 'look char match place match')
  assert.equal(steps('(a)*\\1'), 'split save save char save progress jump again match')
  assert.equal(steps('(?(1)a|b)()'), 'conditional char jump char save save match')
})

test('lazy repeats try the way out first', () => {
  const first = (pattern: string) => {
    const [step] = compileProgram(parsePattern(pattern)).code
    return step?.op === 'split' && [step.first, step.second]
  }
  assert.deepEqual(first('a*'), [1, 3])
  assert.deepEqual(first('a*?'), [3, 1])
  assert.deepEqual(first('a??'), [2, 1])
})

test('repeats of nothing are not written out, too many of something are refused', () => {
  assert.equal(steps('(?:){100000}(?:){,100000}'), 'split match')
  assert.throws(() => steps('(?:a{1000}){11}'), /needs more than 10000 steps/)
})
