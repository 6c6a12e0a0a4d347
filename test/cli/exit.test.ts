import assert from 'node:assert/strict'
import { test } from 'node:test'
import { report } from '../../src/cli/exit.ts'
import { ConfigError, SluiceError } from '../../src/errors.ts'

function said(error: unknown): [code: number, text: string] {
  let text = ''
  const code = report(error, written => {
    text += written
  })
  return [code, text]
}

test('every problem of a configuration is one line, and the exit code is 2', () => {
  const problem = {
    file: 'sluice.yaml',
    line: 3,
    path: 'sinkz',
    message: 'unknown key',
    hint: 'did you mean "sinks"?',
  }
  const [code, text] = said(new ConfigError([problem, { ...problem, line: 9, path: 'rulez', hint: '' }]))
  assert.equal(code, 2)
  assert.equal(
    text,
    `sluice.yaml:3 sinkz: unknown key (did you mean "sinks"?)
sluice.yaml:9 rulez: unknown key
2 problems in the configuration
`,
  )
})

test('a failure says what to do about it, and the exit code is 1', () => {
  const [code, text] = said(
    new SluiceError('log_unusable', './data is in use', { hint: 'stop the other one' }),
  )
  assert.deepEqual([code, text], [1, 'sluice: ./data is in use\n  stop the other one\n'])
})

test('a usage error has exit code 2', () => {
  assert.equal(said(new SluiceError('usage', 'no such thing'))[0], 2)
})

test('a defect shows its stack', () => {
  const [code, text] = said(new TypeError('x is undefined'))
  assert.equal(code, 1)
  assert.match(text, /TypeError: x is undefined\n {4}at /)
})

test('control characters in messages are escaped', () => {
  assert.ok(!said(new SluiceError('x', 'a\u001b[2J'))[1].includes('\u001b'))
})
