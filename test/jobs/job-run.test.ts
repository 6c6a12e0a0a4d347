import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everything, testJobs } from '../helpers/jobs.ts'
import { until } from '../helpers/until.ts'

test('a job has a quarter of the requests, and of a key one at a time', async t => {
  const { jobs, sink, event } = await testJobs(t)
  for (const name of ['a', 'a', 'b', 'c', 'd', 'e']) await event(name)
  sink.answer = () => new Promise(() => {})
  const { id } = await jobs.replay(everything, 'ops')
  await until(() => sink.sent.length === 4, 'as many as there may be')
  assert.deepEqual(
    sink.sent.map(({ event }) => event.record.offset),
    [0, 2, 3, 4],
  )
  await jobs.cancel(id)
})

test('while its sink fails, it says so and waits', async t => {
  const { jobs, sink, event, ended } = await testJobs(t)
  for (let n = 0; n < 20; n++) await event(`n${n}`)
  sink.answer = () => ({ kind: 'retry', class: 'unavailable', reason: 'answered 503' })
  const { id } = await jobs.replay(everything, 'ops')
  await until(() => jobs.get(id).detail === 'the sink fails at everything', 'what it says')
  assert.ok(jobs.get(id).failures >= 10)
  sink.answer = () => ({ kind: 'delivered' })
  const job = await ended(id)
  assert.deepEqual([job.state, job.delivered, job.detail], ['done', 20, ''])
})

test('its rate holds', async t => {
  const { jobs, event, ended } = await testJobs(t)
  for (let n = 0; n < 6; n++) await event(`n${n}`)
  const since = performance.now()
  const { id } = await jobs.replay({ ...everything, rate: 10 }, 'ops')
  await ended(id)
  assert.ok(performance.now() - since >= 450, 'five tenths of a second for five more than the first')
})
