import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, routerOf } from '../../src/jobs/plan.ts'
import { RedriveRouter } from '../../src/jobs/redrive-router.ts'
import { ReplayRouter } from '../../src/jobs/replay-router.ts'
import { specWith, testJobs } from '../helpers/jobs.ts'
import { bury } from '../helpers/letters.ts'

const { signal } = new AbortController()

test('letters that are meant but cannot be sent are counted apart; those that are marked are not', async t => {
  const { parts, log } = await testJobs(t)
  const event = JSON.stringify({ event: 'created', object_type: 'dcim.device', data: { id: 1 } })
  await bury(log, {}, event)
  await bury(log, {}, event)
  await bury(log, { stage: 'gap' }, event)
  await parts.letters.mark('crm', 0, [1], 'redriven', { by: 'ops' })
  const stretches = [{ topic: 'dead-letters.crm', partition: 0, from: 0, to: 4 }]
  const router = await routerOf(specWith({ kind: 'redrive', sink: 'crm' }), stretches, parts, signal)
  assert.ok(router instanceof RedriveRouter)
  let counted = 0
  const plan = await count(log, stretches, router, signal, () => counted++)
  assert.deepEqual([plan, counted], [{ records: 4, deliveries: 1, unsendable: 1 }, 4])
})

test('what is given up in the middle of a count ends there', async t => {
  const { parts, log, event } = await testJobs(t)
  for (const name of ['a', 'b', 'c']) await event(name)
  const stretches = [{ topic: 'events', partition: 0, from: 0, to: 3 }]
  const router = await routerOf(specWith({ sink: 'crm' }), stretches, parts, signal)
  assert.ok(router instanceof ReplayRouter)
  const abort = new AbortController()
  const counting = count(log, stretches, router, abort.signal, () => abort.abort(new Error('enough')))
  await assert.rejects(counting, /enough/)
})
