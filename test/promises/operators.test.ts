import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WholeLetterView } from '../../src/admin/letter-view.ts'
import type { Move } from '../../src/admin/moves.ts'
import type { PositionsView } from '../../src/admin/positions.ts'
import { netboxEvent } from '../helpers/events.ts'
import type { HttpReceiver } from '../helpers/http-server.ts'
import { operated, operatedConfig, sourceIdOf } from '../helpers/operated.ts'
import { Operator } from '../helpers/operator.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

const idsOf = ({ requests }: HttpReceiver, from = 0) =>
  requests.slice(from).map(({ headers }) => String(headers['sluice-egress-id']))

interface MovedView extends PositionsView {
  readonly moved: readonly Move[]
}

test('a pause outlives a restart, and what came meanwhile goes out once it is over', async t => {
  const first = await operated(t, { count: 2 })
  const { receiver } = first
  const paused = await first.operator.post<PositionsView>('/sinks/crm/pause')
  assert.deepEqual(paused.body.partitions, { events: 2 })
  assert.ok(paused.body.positions.every(position => position.paused))
  assert.equal(paused.body.positions.length, 2)
  await first.app.drain()
  const second = await runApp(t, operatedConfig(receiver.origin), first.folder)
  for (let n = 2; n < 5; n++) await second.post(netboxEvent({ sourceId: sourceIdOf(n) }))
  const operator = new Operator(second.app)
  await until(async () => {
    const { body } = await operator.get<PositionsView>('/positions')
    return body.positions.some(({ sink, lag }) => sink === 'crm' && lag > 0)
  }, 'a lag')
  assert.equal(receiver.requests.length, 2)
  await operator.post('/sinks/crm/resume')
  await until(() => receiver.requests.length === 5, 'what came meanwhile')
  assert.equal(new Set(idsOf(receiver)).size, 5)
})

test('a rewind has everything sent again with the same egress ids', async t => {
  const { receiver, operator, post } = await operated(t, { count: 4 })
  const { status, body } = await operator.post<MovedView>('/sinks/crm/rewind', { to: 'earliest' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(
    body.moved.reduce((sum, { from, to }) => sum + from - to, 0),
    4,
  )
  await until(() => receiver.requests.length === 8, 'all of them again')
  assert.deepEqual(idsOf(receiver, 4).sort(), idsOf(receiver).slice(0, 4).sort())
  for (const { headers } of receiver.requests.slice(4)) {
    assert.match(String(headers['sluice-replay-id']), /^[0-9a-f-]{36}$/)
    assert.equal(headers['idempotency-key'], `${headers['sluice-egress-id']}:${headers['sluice-replay-id']}`)
  }
  await post(netboxEvent({ sourceId: sourceIdOf(9) }))
  await until(() => receiver.requests.length === 9, 'a new event')
  assert.equal(receiver.requests[8]!.headers['sluice-replay-id'], undefined)
})

test('a skip leaves out what lies before it', async t => {
  const { receiver, operator, post } = await operated(t, { count: 1 })
  await operator.post('/sinks/crm/pause')
  for (let n = 1; n < 4; n++) await post(netboxEvent({ sourceId: sourceIdOf(n) }))
  const { status, body } = await operator.post<MovedView>('/sinks/crm/skip', { to: 'latest' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(body.positions.every(({ lag }) => lag === 0))
  await operator.post('/sinks/crm/resume')
  await post(netboxEvent({ sourceId: sourceIdOf(9) }))
  await until(() => receiver.requests.length === 2, 'the next event')
  assert.equal(receiver.requests[1]!.headers['sluice-source-id'], sourceIdOf(9))
})

test('a replay counts first, keeps egress ids, carries a replay id and another dedup id', async t => {
  const { receiver, operator, post } = await operated(t, { count: 4 })
  await post(netboxEvent({ sourceId: sourceIdOf(8), status: 'offline' }))
  const asked = { kind: 'replay', sink: 'crm', from: 'earliest', rate: 'none' }
  const counted = await operator.finish({ ...asked, dryRun: true })
  assert.deepEqual([counted.state, counted.plan], ['done', { records: 5, deliveries: 4, unsendable: 0 }])
  assert.equal(receiver.requests.length, 4)
  const job = await operator.finish(asked)
  assert.deepEqual([job.state, job.delivered, job.settled], ['done', 4, 5], JSON.stringify(job))
  const again = receiver.requests.slice(4)
  assert.deepEqual(idsOf(receiver, 4).sort(), idsOf(receiver).slice(0, 4).sort())
  for (const { headers } of again) {
    assert.equal(headers['sluice-replay-id'], job.id)
    assert.equal(headers['idempotency-key'], `${headers['sluice-egress-id']}:${job.id}`)
  }
  for (const { headers } of receiver.requests.slice(0, 4))
    assert.equal(headers['sluice-replay-id'], undefined)
})

test('a redrive delivers dead letters with their egress ids, and they are gone from the list', async t => {
  const { receiver, operator, post } = await operated(t, { count: 0 })
  receiver.answer = () => ({ status: 422 })
  for (let n = 0; n < 3; n++) await post(netboxEvent({ sourceId: sourceIdOf(n) }))
  const list = () => operator.letters('crm')
  await until(async () => (await list()).length === 3, 'three dead letters')
  const [one] = await list()
  assert.equal(one?.stage, 'refused')
  const ids = (await list()).map(({ egress_id }) => egress_id)
  receiver.answer = () => ({ status: 200 })
  const before = receiver.requests.length
  const job = await operator.finish({ kind: 'redrive', sink: 'crm', rate: 'none' })
  assert.deepEqual([job.state, job.delivered], ['done', 3], JSON.stringify(job))
  const again = receiver.requests.slice(before)
  assert.deepEqual(
    again.map(({ headers }) => headers['sluice-egress-id']),
    ids,
  )
  assert.deepEqual(
    [again[0]!.headers['sluice-topic'], again[0]!.headers['sluice-replay-id']],
    ['events', job.id],
  )
  assert.deepEqual(await list(), [])
})

test('a letter that fails again is replaced by a new one', async t => {
  const { receiver, operator, post } = await operated(t, { count: 0 })
  receiver.answer = () => ({ status: 422 })
  await post(netboxEvent({ sourceId: sourceIdOf(1) }))
  const list = () => operator.letters('crm')
  await until(async () => (await list()).length === 1, 'a dead letter')
  const [before] = await list()
  const job = await operator.finish({ kind: 'redrive', sink: 'crm' })
  assert.deepEqual([job.state, job.deadLettered], ['done', 1], JSON.stringify(job))
  const [after, ...more] = await list()
  assert.deepEqual(more, [])
  assert.ok((after?.letter.offset ?? 0) > (before?.letter.offset ?? 0))
  assert.deepEqual([after?.place, after?.egress_id], [before?.place, before?.egress_id])
})

test('a discard needs a reason and leaves a trace', async t => {
  const { receiver, operator, post } = await operated(t, { count: 0 })
  receiver.answer = () => ({ status: 422 })
  await post(netboxEvent({ sourceId: sourceIdOf(1) }))
  const list = () => operator.letters('crm')
  await until(async () => (await list()).length === 1, 'a dead letter')
  const asked = { sink: 'crm', offset: 0 }
  const refused = await operator.post('/dead-letters/discard', asked)
  assert.deepEqual([refused.status, refused.body.error.message], [400, 'reason is missing'])
  const done = await operator.post('/dead-letters/discard', { ...asked, reason: 'a test device' })
  assert.deepEqual([done.status, done.body], [200, { discarded: 1 }])
  assert.deepEqual(await list(), [])
  const shown = await operator.get<WholeLetterView>('/dead-letters/one?sink=crm&offset=0')
  assert.equal(shown.body.source_id, sourceIdOf(1))
})
