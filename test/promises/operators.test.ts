import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { adminConfig, Operator } from '../helpers/operator.ts'
import { type RunningApp, runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

function configTo(url: string): string {
  return `
log: { type: embedded, partitions: 2 }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
${adminConfig}
sinks:
  crm: { type: http, url: "${url}", retry: { initial: 10ms, max: 50ms } }
rules:
  - name: active devices
    object_types: [dcim.device]
    event_types: [object_updated]
    conditions: { attr: status.value, value: active }
    sinks: [crm]
`
}

const sourceId = (n: number) => `550e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}`

/** A running app with so many events delivered. */
async function delivered(
  t: TestContext,
  count: number,
): Promise<RunningApp & { readonly receiver: HttpReceiver; readonly operator: Operator }> {
  const receiver = await HttpReceiver.start(t)
  const running = await runApp(t, configTo(receiver.origin))
  for (let n = 0; n < count; n++) await running.post(netboxEvent({ sourceId: sourceId(n) }))
  await until(() => receiver.requests.length === count, 'all events')
  return { ...running, receiver, operator: new Operator(running.app) }
}

const idsOf = ({ requests }: HttpReceiver, from = 0) =>
  requests.slice(from).map(({ headers }) => String(headers['sluice-egress-id']))

/** Waits for the end of a job, and gives it. */
async function ended(operator: Operator, id: string) {
  let job: any
  await until(async () => {
    job = (await operator.get(`/jobs/${id}`)).body
    return !['counting', 'running'].includes(job.state)
  }, `the end of job ${id}`)
  return job
}

test('a pause outlives a restart, and what came meanwhile goes out once it is over', async t => {
  const first = await delivered(t, 2)
  const { receiver } = first
  const paused = await first.operator.post('/sinks/crm/pause')
  assert.equal(paused.status, 200, JSON.stringify(paused.body))
  assert.deepEqual(paused.body.partitions, { events: 2 })
  assert.ok(paused.body.positions.every((position: any) => position.paused))
  assert.equal(paused.body.positions.length, 2)
  await first.app.drain()
  const second = await runApp(t, configTo(receiver.origin), first.folder)
  for (let n = 2; n < 5; n++) await second.post(netboxEvent({ sourceId: sourceId(n) }))
  const operator = new Operator(second.app)
  await until(async () => {
    const { body } = await operator.get('/positions')
    return body.positions.some(({ sink, lag }: any) => sink === 'crm' && lag > 0)
  }, 'a lag')
  assert.equal(receiver.requests.length, 2)
  await operator.post('/sinks/crm/resume')
  await until(() => receiver.requests.length === 5, 'what came meanwhile')
  assert.equal(new Set(idsOf(receiver)).size, 5)
})

test('a rewind has everything sent again with the same egress ids', async t => {
  const { receiver, operator } = await delivered(t, 4)
  const { status, body } = await operator.post('/sinks/crm/rewind', { to: 'earliest' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(
    body.moved.reduce((sum: number, { from, to }: any) => sum + from - to, 0),
    4,
  )
  await until(() => receiver.requests.length === 8, 'all of them again')
  assert.deepEqual(idsOf(receiver, 4).sort(), idsOf(receiver).slice(0, 4).sort())
})

test('a skip leaves out what lies before it', async t => {
  const { receiver, operator, post } = await delivered(t, 1)
  await operator.post('/sinks/crm/pause')
  for (let n = 1; n < 4; n++) await post(netboxEvent({ sourceId: sourceId(n) }))
  const { status, body } = await operator.post('/sinks/crm/skip', { to: 'latest' })
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(body.positions.every(({ lag }: any) => lag === 0))
  await operator.post('/sinks/crm/resume')
  await post(netboxEvent({ sourceId: sourceId(9) }))
  await until(() => receiver.requests.length === 2, 'the next event')
  assert.equal(receiver.requests[1]!.headers['sluice-source-id'], sourceId(9))
})

test('a replay counts first, keeps egress ids, carries a replay id and another dedup id', async t => {
  const { receiver, operator, post } = await delivered(t, 4)
  await post(netboxEvent({ sourceId: sourceId(8), status: 'offline' }))
  const asked = { kind: 'replay', sink: 'crm', from: 'earliest', rate: 'none' }
  const dry = await operator.post('/jobs', { ...asked, dryRun: true })
  assert.equal(dry.status, 200, JSON.stringify(dry.body))
  const counted = await ended(operator, dry.body.id)
  assert.deepEqual([counted.state, counted.plan], ['done', { records: 5, deliveries: 4, unsendable: 0 }])
  assert.equal(receiver.requests.length, 4)
  const { body } = await operator.post('/jobs', asked)
  const job = await ended(operator, body.id)
  assert.deepEqual([job.state, job.delivered, job.settled], ['done', 4, 5], JSON.stringify(job))
  const again = receiver.requests.slice(4)
  assert.deepEqual(idsOf(receiver, 4).sort(), idsOf(receiver).slice(0, 4).sort())
  for (const { headers } of again) {
    assert.equal(headers['sluice-replay-id'], job.id)
    assert.equal(headers['idempotency-key'], `${headers['sluice-egress-id']}:${job.id}`)
  }
  for (const { headers } of receiver.requests.slice(0, 4)) assert.equal(headers['sluice-replay-id'], undefined)
})

test('a redrive delivers dead letters with their egress ids, and they are gone from the list', async t => {
  const { receiver, operator, post } = await delivered(t, 0)
  receiver.answer = () => ({ status: 422 })
  for (let n = 0; n < 3; n++) await post(netboxEvent({ sourceId: sourceId(n) }))
  const list = async () => (await operator.get('/dead-letters?sink=crm')).body.letters
  await until(async () => (await list()).length === 3, 'three dead letters')
  const [one] = await list()
  assert.equal(one.stage, 'refused')
  const ids = (await list()).map(({ egress_id }: any) => egress_id)
  receiver.answer = () => ({ status: 200 })
  const before = receiver.requests.length
  const { status, body } = await operator.post('/jobs', { kind: 'redrive', sink: 'crm', rate: 'none' })
  assert.equal(status, 200, JSON.stringify(body))
  const job = await ended(operator, body.id)
  assert.deepEqual([job.state, job.delivered], ['done', 3], JSON.stringify(job))
  const again = receiver.requests.slice(before)
  assert.deepEqual(
    again.map(({ headers }) => headers['sluice-egress-id']),
    ids,
  )
  assert.deepEqual([again[0]!.headers['sluice-topic'], again[0]!.headers['sluice-replay-id']], ['events', job.id])
  assert.deepEqual(await list(), [])
})

test('a letter that fails again is replaced by a new one', async t => {
  const { receiver, operator, post } = await delivered(t, 0)
  receiver.answer = () => ({ status: 422 })
  await post(netboxEvent({ sourceId: sourceId(1) }))
  const list = async () => (await operator.get('/dead-letters?sink=crm')).body.letters
  await until(async () => (await list()).length === 1, 'a dead letter')
  const [before] = await list()
  const { body } = await operator.post('/jobs', { kind: 'redrive', sink: 'crm' })
  const job = await ended(operator, body.id)
  assert.deepEqual([job.state, job.deadLettered], ['done', 1], JSON.stringify(job))
  const [after, ...more] = await list()
  assert.deepEqual(more, [])
  assert.ok(after.letter.offset > before.letter.offset)
  assert.deepEqual([after.place, after.egress_id], [before.place, before.egress_id])
})

test('a discard needs a reason and leaves a trace', async t => {
  const { app, receiver, operator, post } = await delivered(t, 0)
  receiver.answer = () => ({ status: 422 })
  await post(netboxEvent({ sourceId: sourceId(1) }))
  const list = async () => (await operator.get('/dead-letters?sink=crm')).body.letters
  await until(async () => (await list()).length === 1, 'a dead letter')
  const asked = { sink: 'crm', offset: 0 }
  const refused = await operator.post('/dead-letters/discard', asked)
  assert.deepEqual([refused.status, refused.body.error.message], [400, 'reason is missing'])
  const done = await operator.post('/dead-letters/discard', { ...asked, reason: 'a test device' })
  assert.deepEqual([done.status, done.body], [200, { discarded: 1 }])
  assert.deepEqual(await list(), [])
  const shown = await operator.get('/dead-letters/one?sink=crm&offset=0')
  assert.equal(shown.body.source_id, sourceId(1))
  assert.ok(app.addresses.admin)
})
