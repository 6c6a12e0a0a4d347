import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { scaled } from '../helpers/share.ts'
import { jinja2For } from '../servers/jinja2.ts'
import { compare, shown } from './differential.ts'
import { generate } from './generate.ts'

const jinja2 = jinja2For('many templates beside real Jinja2')
const CASES = scaled(20_000, 2_000)
const BATCH = 2_000

describe('many templates beside real Jinja2', 'skip' in jinja2 ? { skip: jinja2.skip } : {}, () => {
  test(`${CASES} templates at random give what Jinja2 gives`, { timeout: 20 * 60_000 }, t => {
    assert.ok(!('skip' in jinja2))
    let same = 0
    for (let seed = 1_000, left = CASES; left > 0; seed++, left -= BATCH) {
      const comparison = compare(jinja2, generate(seed, Math.min(BATCH, left)))
      assert.equal(comparison.different.length, 0, `seed ${seed}\n${shown(comparison)}`)
      same += comparison.sameText + comparison.sameError
    }
    t.diagnostic(`${same} of ${CASES} are the same, the others explained`)
    assert.ok(same > CASES * 0.95)
  })
})
