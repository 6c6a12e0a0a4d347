/** Each rule of the protocol is needed: broken, it is caught, and the shortest way to the damage names what is damaged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explore } from './explorer.ts'
import { rules } from './rules.ts'
import { scenarios } from './scenarios.ts'

for (const { name, without, scenario, violation } of rules)
  test(`without ${name.split(' ')[0]} ${without}: ${violation}`, () => {
    const found = explore(scenarios[scenario], name)
    assert.equal(found.violation?.split(':')[0], violation)
    assert.ok(found.trace.length >= 3, 'it shows how')
  })

test('every rule from R1 to R20 is broken by some test', () => {
  const broken = new Set(rules.map(({ name }) => name.split(' ')[0]))
  assert.deepEqual(
    [...broken],
    Array.from({ length: 20 }, (_, index) => `R${index + 1}`),
  )
})
