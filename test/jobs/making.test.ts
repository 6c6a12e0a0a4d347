import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMark } from '../../src/dead-letters/marks.ts'
import { SluiceError } from '../../src/errors.ts'
import { parseStory } from '../../src/outbox/story.ts'
import { everything, testJobs } from '../helpers/jobs.ts'

const redrive = { sink: 'crm', select: {}, rate: 0, dryRun: false }
const refuse = () => ({ kind: 'refused', class: 'rejected', reason: 'answered 422' }) as const

test('what a replay cannot deliver becomes a dead letter, and a redrive of it one that replaces it', async t => {
  const { jobs, sink, event, ended, log } = await testJobs(t)
  await event('a')
  sink.answer = refuse
  await ended((await jobs.replay(everything, 'ops')).id)
  const { id } = await jobs.redrive(redrive, 'ops')
  assert.equal((await ended(id)).deadLettered, 1)
  const [first, second, mark] = log.partition('dead-letters.crm', 0).records
  assert.deepEqual(parseStory(second!)?.place, parseStory(first!)?.place)
  assert.deepEqual(
    [parseMark(mark!)?.mark, parseMark(mark!)?.offsets, parseMark(mark!)?.job],
    ['replaced', [0], id],
  )
  const [, , ...later] = sink.sent
  assert.deepEqual(later, [])
  assert.equal(sink.sent[1]?.egressId, sink.sent[0]?.egressId)
  assert.equal(sink.sent[1]?.dedupId, `${sink.sent[0]?.egressId}:${id}`)
})

test('what is delivered but cannot be marked is offered again, not sent again', async t => {
  const { jobs, sink, event, ended, log } = await testJobs(t)
  await event('a')
  sink.answer = refuse
  await ended((await jobs.replay(everything, 'ops')).id)
  sink.answer = () => ({ kind: 'delivered' })
  log.onAppend = topic => {
    if (topic === 'dead-letters.crm') throw new SluiceError('append_failed', 'disk')
  }
  const job = await ended((await jobs.redrive(redrive, 'ops')).id)
  assert.deepEqual([job.state, job.delivered, sink.sent.length], ['done', 1, 2])
  log.onAppend = () => {}
  const again = await ended((await jobs.redrive({ ...redrive, dryRun: true }, 'ops')).id)
  assert.equal(again.plan?.deliveries, 1)
})
