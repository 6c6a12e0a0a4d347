import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, describeProblem, errorFields, messageOf, SluiceError } from '../src/errors.ts'

test('an error has a stable code, a message, a cause and a hint', () => {
  const cause = new Error('why')
  const error = new SluiceError('topic_missing', 'no topic x', { cause, hint: 'create it' })
  assert.ok(error instanceof Error)
  assert.deepEqual(
    [error.name, error.code, error.message, error.hint, error.cause],
    ['SluiceError', 'topic_missing', 'no topic x', 'create it', cause],
  )
  assert.equal(new SluiceError('x', 'y').hint, '')
  assert.ok(!('cause' in new SluiceError('x', 'y')))
})

test('a problem is one line: where, what, and what to do', () => {
  const problem = {
    file: 'a.yaml',
    line: 3,
    path: 'rules[0].op',
    message: 'unknown',
    hint: 'did you mean "eq"?',
  }
  assert.equal(describeProblem(problem), 'a.yaml:3 rules[0].op: unknown (did you mean "eq"?)')
  assert.equal(describeProblem({ ...problem, line: 0, path: '', hint: '' }), 'a.yaml: unknown')
  assert.equal(
    describeProblem({ ...problem, file: '', line: 0 }),
    'rules[0].op: unknown (did you mean "eq"?)',
  )
})

test('everything wrong with a configuration is in one error', () => {
  const problem = { file: 'a.yaml', line: 1, path: 'x', message: 'bad', hint: '' }
  const error = new ConfigError([problem, { ...problem, line: 2 }])
  assert.equal(error.code, 'config_invalid')
  assert.equal(error.message, 'a.yaml:1 x: bad\na.yaml:2 x: bad')
  assert.equal(error.problems.length, 2)
})

test('what is only doubtful goes with it, apart from its message', () => {
  const problem = { file: 'a', line: 1, path: 'b', message: 'bad', hint: '' }
  const warning = { ...problem, message: 'doubtful' }
  const error = new ConfigError([problem], [warning])
  assert.deepEqual([error.message, error.warnings], ['a:1 b: bad', [warning]])
  assert.deepEqual(new ConfigError([problem]).warnings, [])
})

test('whatever was thrown has a message', () => {
  assert.deepEqual([messageOf(new Error('a')), messageOf('b'), messageOf(undefined)], ['a', 'b', 'undefined'])
})

test('an error as fields has code and hint where there are any', () => {
  assert.deepEqual(errorFields(new SluiceError('c', 'm', { hint: 'h' })), {
    error: 'm',
    code: 'c',
    hint: 'h',
  })
  assert.deepEqual(errorFields(new SluiceError('c', 'm')), { error: 'm', code: 'c' })
  assert.deepEqual(errorFields('x'), { error: 'x' })
})
