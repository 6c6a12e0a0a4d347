import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Findings, pathText, pointerOf } from '../../src/config/findings.ts'

const lines = (file: string) => ({ file, line: () => 1 })

test('a path reads like the YAML it stands for', () => {
  assert.equal(pathText(['rules', 3, 'conditions', 'and', 1, 'op']), 'rules[3].conditions.and[1].op')
  assert.equal(pathText(['sinks', 'my.crm', 'url']), 'sinks["my.crm"].url')
  assert.equal(pathText([]), '')
})

test('a pointer escapes what has a meaning in it', () => {
  assert.equal(pointerOf(['endpoints', '/a~b', 0]), '/endpoints/~1a~0b/0')
})

test('problems stand in the order of the files, then of the lines', () => {
  const findings = new Findings()
  const at = (file: string, line: number) => ({ file, line: () => line })
  findings.problem(at('b', 1), [], 'third')
  findings.problem(at('a', 9), [], 'second')
  findings.problem(at('a', 2), [], 'first')
  findings.problem(at('unlisted', 1), [], 'last')
  const messages = findings.problems(['a', 'b']).map(problem => problem.message)
  assert.deepEqual(messages, ['first', 'second', 'third', 'last'])
})

test('a warning is not a failure, a problem is', () => {
  const findings = new Findings()
  findings.warn(lines('a'), ['x'], 'doubtful', 'look')
  assert.equal(findings.failed, false)
  assert.deepEqual(findings.warnings(['a']), [
    { file: 'a', line: 1, path: 'x', message: 'doubtful', hint: 'look' },
  ])
  findings.problem(lines('a'), ['x'], 'wrong')
  assert.equal(findings.failed, true)
})

test('a problem counts for what it stands in, in its own file', () => {
  const findings = new Findings()
  const lines = (file: string) => ({ file, line: () => 1 })
  findings.problem(lines('a'), ['sinks', 'crm', 'url'], 'bad')
  findings.warn(lines('a'), ['rules'], 'doubtful')
  for (const path of [['sinks', 'crm', 'url'], ['sinks', 'crm'], []])
    assert.equal(findings.failedAt(lines('a'), path), true, String(path))
  for (const path of [['sinks', 'crm', 'url', 'x'], ['sinks', 'cr'], ['rules']])
    assert.equal(findings.failedAt(lines('a'), path), false, String(path))
  assert.equal(findings.failedAt(lines('b'), ['sinks', 'crm']), false)
})
