/**
 * The real reader, positions and lanes do nothing that the protocol does not allow, on a log in memory with a scripted other
 * side and a clock that stands still. A failure names the invariant and the shortest schedule that was found for it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drivenScenarios } from './driven-scenarios.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { cover, firstSeed, walk } from './schedules.ts'

const shortSchedules = 150 // of each scenario
const seeds = 8
const length = 60

for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
  if (scenario.faults.includes('give up')) continue // the code gives up by time, and by what others outlive
  test(`the code does what the protocol allows on the short schedules of: ${name}`, async () => {
    const { schedules, places } = await cover(scenario, shortSchedules)
    assert.ok(schedules > 20 && places > 10, `only ${schedules} schedules to ${places} places`)
  })
}

for (const [name, scenario] of Object.entries(drivenScenarios))
  test(`the code does what the protocol allows on random schedules of: ${name}`, async t => {
    const from = firstSeed(1)
    t.diagnostic(`seeds ${from} to ${from + seeds - 1}`)
    for (let seed = from; seed < from + seeds; seed++) await walk(scenario, seed, length)
  })
