import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lag } from '../../../src/cli/lag/lag.ts'
import { askingOptions } from '../../helpers/asking.ts'
import { operated } from '../../helpers/operated.ts'

test('one sink, or all; those with nothing to do only where they are asked for', async t => {
  const running = await operated(t, { count: 1 })
  const options = { ...askingOptions(t, running), sink: ['crm'] }
  assert.equal(await lag(options), '1 of 1 sinks have everything\n')
  assert.match(await lag({ ...options, all: true }), /^sink .*\ncrm +events\/0 .*\ncrm +events\/1 .*\n1 of 1/)
  const { positions } = JSON.parse(await lag({ ...options, sink: [], json: true })) as {
    positions: unknown[]
  }
  assert.equal(positions.length, 4)
})
