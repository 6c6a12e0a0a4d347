/** The real code on more schedules than fit into every run: longer ones, and other random ones each time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaled } from '../helpers/share.ts'
import { drivenScenarios } from './driven-scenarios.ts'
import type { Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { cover, firstSeed, walk } from './schedules.ts'

const shortSchedules = scaled(3_000, 100) // of each scenario
const seeds = scaled(200, 10)
const length = 120

for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
  if (scenario.faults.includes('give up')) continue // the code gives up by time, and by what others outlive
  test(`the code does what the protocol allows on many schedules of: ${name}`, async t => {
    const { schedules, places, length } = await cover(scenario, shortSchedules)
    t.diagnostic(`${schedules} schedules of up to ${length} inputs, ${places} places`)
    assert.ok(places > 10)
  })
}

for (const [name, scenario] of Object.entries(drivenScenarios))
  test(`the code does what the protocol allows on long random schedules of: ${name}`, async t => {
    const from = firstSeed(Math.floor(Date.now() / 1_000))
    t.diagnostic(`seeds ${from} to ${from + seeds - 1}`)
    for (let seed = from; seed < from + seeds; seed++) await walk(scenario, seed, length)
  })
