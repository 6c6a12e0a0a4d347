import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Jobs } from '../../src/jobs/jobs.ts'
import { everything, testJobs } from '../helpers/jobs.ts'
import { until } from '../helpers/until.ts'

test('a replay sends what there was when it was asked for, and nothing that came later', async t => {
  const { jobs, sink, event, ended } = await testJobs(t)
  for (const name of ['a', 'b']) await event(name)
  const { id, by, stretches } = await jobs.replay(everything, 'ops')
  await event('c')
  assert.deepEqual(
    [by, stretches.map(({ partition, from, to }) => [partition, from, to])],
    [
      'ops',
      [
        [0, 0, 2],
        [1, 0, 0],
      ],
    ],
  )
  const job = await ended(id)
  assert.deepEqual([job.state, job.delivered, job.settled, job.offsets], ['done', 2, 2, 2], job.detail)
  assert.deepEqual(
    sink.sent.map(({ event, replayId }) => [event.record.offset, replayId]),
    [
      [0, id],
      [1, id],
    ],
  )
  assert.deepEqual(
    jobs.views.map(view => view.id),
    [id],
  )
})

test('a job whose process was killed goes on where its commits say', async t => {
  const first = await testJobs(t)
  for (let n = 0; n < 60; n++) await first.event(`n${n}`)
  first.sink.answer = ({ event }) =>
    event.record.offset < 50 ? { kind: 'delivered' } : new Promise(() => {})
  const { id, group } = await first.jobs.replay(everything, 'ops')
  await until(async () => ((await first.log.committed(group, 'events'))[0]?.offset ?? 0) >= 50, 'a commit')
  first.log.kill(first.log.group(group).members[0]!)
  const second = await testJobs(t, first.log)
  await assert.rejects(second.jobs.cancel(id), { code: 'job_unknown' })
  const resumed = await second.jobs.resume(id)
  assert.equal(resumed.by, 'ops')
  const job = await second.ended(id)
  assert.equal(job.state, 'done', job.detail)
  const offsets = second.sink.sent.map(({ event }) => event.record.offset)
  assert.ok(offsets.length >= 10 && offsets.length < 60, `${offsets.length} sent`)
  assert.equal(offsets.at(-1), 59)
  assert.equal(second.sink.sent[0]?.replayId, id)
  assert.equal((await second.jobs.resume(id)).state, 'done', 'what is over is not begun again')
})

test('a cancelled job sends nothing more, and cannot be gone on with', async t => {
  const { jobs, parts, sink, event, ended } = await testJobs(t)
  for (let n = 0; n < 20; n++) await event(`n${n}`)
  sink.answer = () => new Promise(() => {})
  const { id } = await jobs.replay(everything, 'ops')
  await until(() => sink.sent.length > 0, 'a request')
  const { state } = await jobs.cancel(id)
  assert.equal(state, 'cancelled')
  const sent = sink.sent.length
  await ended(id)
  assert.equal(sink.sent.length, sent)
  await assert.rejects(new Jobs(parts).resume(id), { code: 'job_unknown' })
})

test('a job goes on over a change of the configuration', async t => {
  const { jobs, parts, sink, event, ended } = await testJobs(t)
  for (let n = 0; n < 20; n++) await event(`n${n}`)
  sink.answer = ({ event }) => (event.record.offset < 5 ? { kind: 'delivered' } : new Promise(() => {}))
  const { id } = await jobs.replay(everything, 'ops')
  await until(() => jobs.get(id).delivered === 5, 'the first')
  await jobs.suspend(0)
  assert.equal(jobs.get(id).state, 'stopped')
  await assert.rejects(jobs.replay(everything, 'ops'), { code: 'stopping' })
  sink.answer = () => ({ kind: 'delivered' })
  jobs.use(parts)
  const job = await ended(id)
  assert.deepEqual([job.state, job.settled], ['done', 20], job.detail)
})

test('one job at a time for a sink, and none for what is not there', async t => {
  const { jobs, sink, event } = await testJobs(t)
  await event('a')
  sink.answer = () => new Promise(() => {})
  const { id } = await jobs.replay(everything, 'ops')
  await assert.rejects(jobs.replay(everything, 'ops'), { code: 'job_running', message: new RegExp(id) })
  await assert.rejects(jobs.replay({ ...everything, sink: 'x' }, 'ops'), { code: 'sink_unknown' })
  await assert.rejects(jobs.replay({ ...everything, topic: 'x' }, 'ops'), { code: 'topic_missing' })
  await assert.rejects(jobs.replay({ ...everything, where: { attr: 'x', value: 1 } }, 'ops'), {
    code: 'config_invalid',
  })
  const long = { attr: 'username', value: 'x'.repeat(3_000) }
  await assert.rejects(jobs.replay({ ...everything, where: long, dryRun: true }, 'ops'), {
    code: 'usage',
    message: /at most 2000/,
  })
  assert.throws(() => jobs.get('x'), { code: 'job_unknown' })
})
