import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { Commits } from '../../src/reading/commits.ts'
import type { Commit, Tenure } from '../../src/types.ts'
import { idleTenure, KeptLogger, mockTime, pass, settle } from '../helpers/outbox.ts'
import { CountingReaderMeter } from '../helpers/reader.ts'

/** Commits whose storing the test decides, each in turn. */
function bench() {
  const state = { offset: 0, ended: false }
  const calls: { commit: Commit; done: PromiseWithResolvers<void> }[] = []
  const tenure: Tenure = {
    ...idleTenure(),
    get ended() {
      return state.ended
    },
    commit: commit => {
      const done = Promise.withResolvers<void>()
      calls.push({ commit, done })
      return done.promise
    },
  }
  const compute = () => ({ offset: state.offset, metadata: '', low: 0 })
  const meter = new CountingReaderMeter()
  const commits = new Commits(tenure, { compute, meter, logger: new KeptLogger() })
  return { commits, calls, state, meter }
}

test('nothing is stored while nothing changes, and one at a time; what changed meanwhile follows', async () => {
  const { commits, calls, state, meter } = bench()
  assert.equal(await commits.store(), true)
  assert.equal(calls.length, 0)
  state.offset = 1
  const first = commits.store()
  state.offset = 2
  assert.equal(await commits.store(), false, 'one is under way')
  assert.equal(calls.length, 1)
  calls[0]!.done.resolve()
  assert.equal(await first, true)
  await settle()
  assert.deepEqual(
    calls.map(({ commit }) => commit.offset),
    [1, 2],
  )
  calls[1]!.done.resolve()
  await settle()
  assert.equal(meter.counts.commits, 2)
})

test('what has to be durable waits for the one under way and for its own, through failures', async t => {
  mockTime(t)
  const { commits, calls, state } = bench()
  state.offset = 1
  void commits.store()
  state.offset = 2
  let durable = false
  commits.durable().then(() => {
    durable = true
  })
  await settle()
  calls[0]!.done.resolve()
  await settle()
  assert.equal(durable, false)
  calls[1]!.done.reject(new Error('no coordinator'))
  await settle()
  await pass(50)
  assert.equal(calls.length, 3)
  assert.equal(durable, false)
  calls[2]!.done.resolve()
  await settle()
  assert.equal(durable, true)
})

test('where the partition changes hands meanwhile, that is said, and nothing is sent again', async () => {
  for (const how of ['ended', 'fenced'] as const) {
    const { commits, calls, state } = bench()
    state.offset = 1
    const durable = commits.durable()
    await settle()
    if (how === 'ended') state.ended = true
    calls[0]!.done.reject(new SluiceError(how === 'ended' ? 'commit_failed' : 'commit_fenced', how))
    await assert.rejects(durable, { code: 'not_owned', message: /events\/0 changed hands/ })
    assert.equal(calls.length, 1)
  }
})

test('once ended nothing is stored any more, not even what was asked for before', async () => {
  const { commits, calls, state } = bench()
  state.offset = 1
  const first = commits.store()
  state.offset = 2
  await commits.store()
  const durable = commits.durable()
  commits.end()
  state.offset = 99
  calls[0]!.done.resolve()
  assert.equal(await first, true)
  await assert.rejects(durable, { code: 'not_owned' })
  await settle()
  assert.equal(calls.length, 1)
})

test('while commits fail or stay unanswered, what was read since the last one is at risk; once stored nothing is', async t => {
  mockTime(t)
  const { commits, calls, state } = bench()
  assert.equal(commits.atRisk(50), 0)
  state.offset = 10
  const first = commits.store()
  assert.equal(commits.atRisk(50), 0, 'it has only just gone')
  await pass(1_001)
  assert.equal(commits.atRisk(50), 50)
  calls[0]!.done.resolve()
  await first
  assert.equal(commits.atRisk(50), 0)
  state.offset = 20
  const second = commits.store()
  calls[1]!.done.reject(new Error('no coordinator'))
  await second
  assert.equal(commits.atRisk(50), 40)
})
