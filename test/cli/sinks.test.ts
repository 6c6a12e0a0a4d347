import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { operated, sourceIdOf } from '../helpers/operated.ts'
import { until } from '../helpers/until.ts'

test('a sink is listed, paused, skipped, resumed and rewound from the command line', async t => {
  const { sluice, receiver, event, operator } = await operated(t, { count: 2 })
  const listed = await sluice('sinks', 'list')
  assert.equal(listed.code, 0, listed.err)
  assert.match(listed.out, /^sink +type +lag +unsettled +stuck keys +state\ncrm +http +0 +0 +0\n/)
  const paused = await sluice('sinks', 'pause', 'crm')
  assert.equal(paused.code, 0, paused.err)
  assert.match(paused.out, /^pause of crm is committed in 2 partitions\n/)
  assert.match(paused.out, /crm +events\/0 .*paused\n/)
  await event(2)
  const skipped = await sluice('sinks', 'skip', 'crm', '--to', 'latest')
  assert.match(skipped.out, /events\/\d: from \d to \d\n/)
  assert.equal((await sluice('sinks', 'resume', 'crm')).code, 0)
  await event(3)
  await until(() => receiver.requests.length === 3, 'what came after the pause')
  assert.equal(receiver.requests[2]!.headers['sluice-source-id'], sourceIdOf(3))
  const rewound = await sluice('sinks', 'rewind', 'crm', '--to', 'earliest', '--json')
  const { moved } = JSON.parse(rewound.out) as { moved: { from: number; to: number }[] }
  assert.equal(
    moved.reduce((sum, { from, to }) => sum + from - to, 0),
    4,
  )
  await until(() => receiver.requests.length === 7, 'everything again')
  assert.match((await sluice('sinks', 'forget', 'old')).out, /^no partition knows where old stands\n/)
  assert.equal((await operator.get('/sinks')).status, 200)
})

test('what cannot be done is said, with the code of a failure', async t => {
  const { sluice, operator } = await operated(t)
  const unknown = await sluice('sinks', 'pause', 'cmr')
  assert.equal(unknown.code, 1)
  assert.match(unknown.err, /^sluice: http:\S+: no sink cmr in the configuration\n/)
  const point = await sluice('sinks', 'rewind', 'crm', '--to', 'yesterday')
  assert.equal(point.code, 2)
  assert.match(point.err, /expected earliest, latest/)
  const denied = await cli(['sinks', 'pause', 'crm', '--instance', operator.url], {
    env: { SLUICE_ADMIN_TOKEN: 'only-looks' },
  })
  assert.equal(denied.code, 1)
  assert.match(denied.err, /the token eyes may only look/)
  assert.doesNotMatch(denied.err, /only-looks/)
})
