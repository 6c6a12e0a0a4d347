import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { operated } from '../helpers/operated.ts'

test('lag is told by a running router, and by the log alone', async t => {
  const { sluice, app, folder, operator, event } = await operated(t, { count: 2 })
  await operator.post('/sinks/crm/pause')
  await event(2)
  const asked = await sluice('lag')
  assert.equal(asked.code, 0, asked.err)
  assert.match(asked.out, /\ncrm +events\/\d +\d +\d +1 +paused/)
  assert.match(asked.out, /\d of 2 sinks have everything\n$/)
  const file = join(folder, 'main.yaml')
  const held = await cli(['lag', '-c', file])
  assert.equal(held.code, 1)
  assert.match(held.err, /ask the router that has it: --instance URL/)
  await app.drain()
  const alone = await cli(['lag', '-c', file, '--sink', 'crm', '--json'])
  assert.equal(alone.code, 0, alone.err)
  const { positions } = JSON.parse(alone.out) as {
    positions: { sink: string; lag: number; paused: boolean; seconds?: number }[]
  }
  assert.deepEqual(
    positions.map(({ sink, paused }) => [sink, paused]),
    [
      ['crm', true],
      ['crm', true],
    ],
  )
  const late = positions.filter(({ lag }) => lag === 1)
  assert.equal(late.length, 1)
  assert.ok((late[0]!.seconds ?? -1) >= 0)
})
