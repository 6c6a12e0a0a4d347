import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operated } from '../helpers/operated.ts'

test('a replay is counted, and sent', async t => {
  const { sluice, receiver } = await operated(t, { count: 3 })
  const dry = await sluice('replay', '--sink', 'crm', '--from', 'earliest', '--dry-run')
  assert.equal(dry.code, 0, dry.err)
  assert.equal(dry.out, '3 records looked at, 3 to be sent to crm; nothing was sent\n')
  const nobody = '{attr: username, value: nobody}'
  const none = await sluice('replay', '--sink', 'crm', '--from', '1h', '--where', nobody)
  assert.match(none.out, /^3 records looked at, 0 to be sent to crm\ndone: 0 of 0 delivered/)
  const sent = await sluice('replay', '--sink', 'crm', '--from', 'earliest', '--rate', 'none', '--json')
  assert.equal(sent.code, 0, sent.err)
  const job = JSON.parse(sent.out) as { id: string; delivered: number; state: string }
  assert.deepEqual([job.delivered, job.state], [3, 'done'])
  assert.equal(receiver.requests.filter(({ headers }) => headers['sluice-replay-id'] === job.id).length, 3)
})

test('what is not a replay is said', async t => {
  const { sluice } = await operated(t)
  const cases: [words: string[], code: number, message: RegExp][] = [
    [['--sink', 'crm'], 2, /--sink and --from say it/],
    [['--sink', 'crm', '--from', 'x'], 2, /expected earliest/],
    [['--sink', 'crm', '--from', '1h', '--where', '{attr: data.id, value: 1}'], 1, /Unknown field: data\.id/],
    [['--resume', 'no-such-job'], 1, /there is no job no-such-job here/],
  ]
  for (const [words, code, message] of cases) {
    const ended = await sluice('replay', ...words)
    assert.equal(ended.code, code, ended.err)
    assert.match(ended.err, message)
  }
})
