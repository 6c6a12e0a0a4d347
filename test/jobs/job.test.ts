import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { everything, testJobs } from '../helpers/jobs.ts'

test('a dry run counts and sends nothing', async t => {
  const { jobs, sink, event, ended } = await testJobs(t)
  for (const name of ['a', 'b', 'c']) await event(name)
  const where = { attr: 'username', value: 'b' }
  const { id, state, group } = await jobs.replay({ ...everything, where, dryRun: true }, 'ops')
  assert.deepEqual([state, group], ['counting', `sluice.job.${id}`])
  const job = await ended(id)
  assert.deepEqual(
    [job.state, job.plan, job.counted],
    ['done', { records: 3, deliveries: 1, unsendable: 0 }, 3],
  )
  assert.equal(sink.sent.length, 0)
})

test('nothing to send is done at once', async t => {
  const { jobs, ended, log } = await testJobs(t)
  const { id } = await jobs.replay(everything, 'ops')
  assert.equal((await ended(id)).state, 'done')
  assert.deepEqual(
    await log.committed(`sluice.job.${id}`, 'events'),
    [undefined, undefined],
    'no group is made',
  )
})

test('a log that cannot be read fails the job, with why', async t => {
  const { jobs, event, ended, log } = await testJobs(t)
  await event('a')
  log.scan = () => {
    throw new SluiceError('log_unreachable', 'broker away', { hint: 'later' })
  }
  const { id } = await jobs.replay(everything, 'ops')
  const { state, detail } = await ended(id)
  assert.deepEqual([state, detail], ['failed', 'broker away (later)'])
})

test('commits that are never taken fail the job before anything is sent', async t => {
  const { jobs, event, ended, log, sink } = await testJobs(t)
  await event('a')
  log.onCommit = () => {
    throw new SluiceError('commit_failed', 'no space')
  }
  const { id } = await jobs.replay(everything, 'ops')
  const { state, detail } = await ended(id)
  assert.deepEqual([state, detail, sink.sent.length], ['failed', 'no space', 0])
})
