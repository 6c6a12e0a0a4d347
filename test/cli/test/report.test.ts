import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Example } from '../../../src/cli/test/example.ts'
import { countLine, groupLines } from '../../../src/cli/test/report.ts'
import { eventDecisionOn, plain } from '../../helpers/explained.ts'

const example: Example = {
  name: 'a\u001bb',
  message: Buffer.from('{}'),
  topic: 'events',
  headers: [],
  key: null,
  expected: { kind: 'any', fires: true },
}

test('each example is a line, and what is not as expected is explained below it', async t => {
  const { rules, event } = await eventDecisionOn(t)
  const why = rules.filter(({ rule }) => rule.name === 'by root')
  const results = [
    { example, failure: undefined },
    { example, failure: { lines: ['expected x'], why, event } },
    { example, failure: { lines: ['expected y'], why: [], event } },
    { example, failure: { lines: ['no event'], why: [], event: undefined } },
  ]
  assert.equal(
    plain(groupLines('rule\u009b', results)),
    `rule\\u009b
  ✔ a\\u001bb
  ✖ a\\u001bb
      expected x
      ✖ by root: does not fire, its \`where\` is false
          where
            ✖ username eq "root"  found "admin"
  ✖ a\\u001bb
      expected y
      no rule is for object_updated of dcim.device
  ✖ a\\u001bb
      no event`,
  )
})

test('a failure that many rules explain stays short', async t => {
  const { rules, event } = await eventDecisionOn(t)
  const why = Array.from({ length: 25 }, () => rules[5]!)
  const lines = groupLines('a', [{ example, failure: { lines: [], why, event } }])
  assert.equal(lines.length, 2 + 10 + 1)
  assert.match(lines.at(-1)!, /and 15 more rules/)
})

test('the count says how many there were', () => {
  assert.equal(plain(countLine(1, 0)), '1 example: 1 as expected, 0 not')
  assert.equal(plain(countLine(2, 3)), '5 examples: 2 as expected, 3 not')
})
