import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FailureLog, MAX_PAIRS, WINDOW } from '../../src/rules/failure-log.ts'
import type { Event, Logger, Rule } from '../../src/types.ts'

interface Line {
  readonly rule: string
  readonly reason: string
  readonly source_id: string
  readonly repeated?: number
  readonly unlisted?: number
}

function failureLog() {
  const lines: Line[] = []
  const counted: string[] = []
  const clock = { now: 0 }
  const logger = {
    warn: (fields: Line, message: string) => {
      assert.equal(message, 'rule.failed')
      lines.push(fields)
    },
  } as unknown as Logger
  const log = new FailureLog({
    logger,
    meter: { ruleFailed: rule => counted.push(rule) },
    now: () => clock.now,
  })
  const fail = (rule: string, reason: string | undefined, sourceId = 'e1') =>
    log.failed({ name: rule } as Rule, reason, { sourceId } as Event)
  return { fail, lines, counted, clock }
}

test('a rule that fails is counted each time, and logged once per reason in a window', () => {
  const { fail, lines, counted, clock } = failureLog()
  fail('a', 'Invalid key path: x', 'e1')
  fail('a', 'Invalid key path: x', 'e2')
  fail('a', 'Invalid key path: y', 'e3')
  fail('b', 'Invalid key path: x', 'e4')
  clock.now = WINDOW - 1
  fail('a', 'Invalid key path: x', 'e5')
  assert.deepEqual(counted, ['a', 'a', 'a', 'b', 'a'])
  assert.deepEqual(lines, [
    { rule: 'a', reason: 'Invalid key path: x', source_id: 'e1' },
    { rule: 'a', reason: 'Invalid key path: y', source_id: 'e3' },
    { rule: 'b', reason: 'Invalid key path: x', source_id: 'e4' },
  ])
})

test('a failure without a reason is counted only', () => {
  const { fail, lines, counted } = failureLog()
  fail('a', undefined)
  assert.deepEqual([counted, lines], [['a'], []])
})

test('the line of the next window says how many had none', () => {
  const { fail, lines, clock } = failureLog()
  for (let i = 0; i < 5; i++) fail('a', 'x', `e${i}`)
  clock.now = WINDOW
  fail('a', 'x', 'later')
  fail('a', 'x', 'later still')
  assert.deepEqual(lines.slice(1), [{ rule: 'a', reason: 'x', source_id: 'later', repeated: 4 }])
})

test('reasons that differ in a number only are one', () => {
  const { fail, lines } = failureLog()
  fail('a', 'given up on a text of 100 characters')
  fail('a', 'given up on a text of 2345 characters')
  assert.deepEqual(
    lines.map(({ reason }) => reason),
    ['given up on a text of 100 characters'],
  )
})

test('a flood of reasons costs bounded memory and lines, and what had none is told', () => {
  const { fail, lines, counted, clock } = failureLog()
  const letters = (n: number) => n.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')
  for (let i = 0; i < 3 * MAX_PAIRS; i++) fail(letters(i), 'x')
  assert.equal(lines.length, MAX_PAIRS)
  assert.equal(counted.length, 3 * MAX_PAIRS)
  clock.now = WINDOW
  fail('another', 'x')
  assert.deepEqual(lines.at(-1), { rule: 'another', reason: 'x', source_id: 'e1', unlisted: 2 * MAX_PAIRS })
  fail('one more', 'x')
  assert.equal(lines.at(-1)!.unlisted, undefined)
})

test('a reason that is very long is cut', () => {
  const { fail, lines } = failureLog()
  fail('a', `Invalid key path: ${'x'.repeat(100_000)}`)
  assert.ok(lines[0]!.reason.length < 400)
})
