import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgetSink, listSinks, moveSink } from '../../../src/cli/admin/sink-actions.ts'
import { askingOptions } from '../../helpers/asking.ts'
import { operated } from '../../helpers/operated.ts'

test('what was done is said, for people and as JSON', async t => {
  const running = await operated(t, { count: 1 })
  const options = askingOptions(t, running)
  assert.match(await moveSink('pause', 'crm', {}, options), /^pause of crm is committed in 2 partitions\n/)
  assert.match(await listSinks(options), /\ncrm +http +0 +0 +0 +paused\n/)
  const json = { ...options, json: true }
  const { sinks } = JSON.parse(await listSinks(json)) as { sinks: { crm: { type: string }[] } }
  assert.equal(sinks.crm[0]?.type, 'http')
  const rewound = await moveSink('rewind', 'crm', { to: 'earliest' }, options)
  assert.match(rewound, /events\/\d: from 1 to 0\n/)
  assert.match(rewound, /events\/\d: stays at 0\n/)
  assert.deepEqual(JSON.parse(await forgetSink('old', json)), { forgotten: 0 })
  await assert.rejects(forgetSink('crm', options), { code: 'sink_configured' })
})
