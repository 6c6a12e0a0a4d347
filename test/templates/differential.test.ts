import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { JINJA2_VERSION, jinja2For } from '../servers/jinja2.ts'
import { compare, shown } from './differential.ts'
import { generate } from './generate.ts'

const jinja2 = jinja2For('templates beside real Jinja2')
const CASES = 2_000

describe('templates beside real Jinja2', 'skip' in jinja2 ? { skip: jinja2.skip } : {}, () => {
  test(`${CASES} templates at random give what Jinja2 ${JINJA2_VERSION} gives`, { timeout: 300_000 }, t => {
    assert.ok(!('skip' in jinja2))
    const comparison = compare(jinja2, generate(1, CASES))
    t.diagnostic(`${comparison.sameText} texts and ${comparison.sameError} exceptions are the same`)
    for (const [reason, count] of comparison.explained) t.diagnostic(`explained, ${count}: ${reason}`)
    assert.equal(comparison.different.length, 0, shown(comparison))
    assert.ok(comparison.sameText > CASES / 4, 'enough of them render')
  })
})
