/** Every state of the larger scenarios, the smallest first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaled } from '../helpers/share.ts'
import { explore } from './explorer.ts'
import { largeScenarios } from './scenarios.ts'

const all = Object.entries(largeScenarios)

for (const [name, scenario] of all.slice(0, scaled(all.length, 2)))
  test(`the protocol holds in every state: ${name}`, t => {
    const { violation, trace, states, steps } = explore(scenario)
    t.diagnostic(`${states} states, ${steps} steps`)
    assert.equal(violation, undefined, `${violation}\n${trace.join('\n')}`)
    assert.ok(states > 100_000, `only ${states} states: it is not large`)
  })
