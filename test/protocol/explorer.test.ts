/** Every state of every small scenario is visited. See docs/delivery.md. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explore } from './explorer.ts'
import { scenarios } from './scenarios.ts'

for (const [name, scenario] of Object.entries(scenarios))
  test(`the protocol holds in every state: ${name}`, () => {
    const { violation, trace, states, steps } = explore(scenario)
    assert.equal(violation, undefined, `${violation}\n${trace.join('\n')}`)
    assert.ok(
      states > 100 && steps > states,
      `only ${states} states and ${steps} steps: nothing happens in it`,
    )
  })
