import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { httpSink } from '../../../sinks/http/sink.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { type Answer, HttpReceiver } from '../../helpers/http-server.ts'
import { type OtherSide, type Reply, sinkSuite } from '../../suites/sink.ts'
import { httpSinkTo, never, outcomeFrom } from './make.ts'

const answers: { readonly [reply in Reply]: Answer } = {
  accept: { status: 202, body: 'taken' },
  retry: { status: 503, body: 'path-secret query-secret' },
  refuse: { status: 422, body: 'header-secret' },
  throttle: { status: 429, headers: { 'Retry-After': '2' } },
}

sinkSuite({
  type: 'http',
  replies: ['retry', 'refuse', 'throttle'],
  throttleWait: 2_000,
  holds: true,
  stops: true,
  secrets: ['path-secret', 'query-secret', 'header-secret'],
  open: async t => otherSide(await HttpReceiver.start(t)),
})

function otherSide(receiver: HttpReceiver): OtherSide {
  return {
    arrived: () =>
      receiver.requests.map(({ body, headers }) => ({
        body,
        dedupId: String(headers['idempotency-key']),
        egressId: String(headers['sluice-egress-id']),
        sourceId: String(headers['sluice-source-id']),
      })),
    connections: () => receiver.open,
    sink: ({ timeout, concurrency }) =>
      httpSink.create(
        {
          type: 'http',
          url: `${receiver.origin}/hooks/path-secret?token=query-secret`,
          headers: { Authorization: 'Bearer header-secret' },
          timeout,
        },
        { name: 'crm', userAgent: 'Sluice/1.2.3', concurrency },
      ),
    reply: replies => receiver.next(replies.map(reply => answers[reply])),
    hold: () => receiver.hold(),
    release: () => receiver.release(),
    stop: () => receiver.stop(),
    start: () => receiver.start(),
  }
}

test('a request is a POST to the path and query of the url, with every header of ours', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, `${receiver.origin}/a%20b/c?d=e&f=%C3%A9#fragment`)
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const one = delivery({ offset: 42, topic: 'events', partition: 3, attempt: 2, replayId: 'r1', traceparent })
  await sink.send([one], never)
  const [request] = receiver.requests
  assert.equal(request!.method, 'POST')
  assert.equal(request!.url, '/a%20b/c?d=e&f=%C3%A9')
  assert.deepEqual(request!.headers, {
    host: receiver.origin.slice('http://'.length),
    connection: 'keep-alive',
    'content-length': String(one.body.length),
    'content-type': 'application/json',
    'user-agent': 'Sluice/1.2.3',
    'idempotency-key': `${one.egressId}:r1`,
    'sluice-egress-id': one.egressId,
    'sluice-source-id': one.event.sourceId,
    'sluice-source-type': 'object_updated',
    'sluice-topic': 'events',
    'sluice-partition': '3',
    'sluice-offset': '42',
    'sluice-attempt': '2',
    'sluice-replay-id': 'r1',
    traceparent,
  })
})

test('what has ended is held no longer, nor its signal', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin)
  const [earlier, later] = [new AbortController().signal, new AbortController().signal]
  await sink.send([delivery()], earlier)
  await sink.send([delivery()], later)
  assert.deepEqual(
    [earlier, later].map(signal => getEventListeners(signal, 'abort').length),
    [0, 1],
  )
})

test('an empty body goes out with its length', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin)
  const [outcome] = await sink.send([delivery({ body: Buffer.alloc(0) })], never)
  assert.equal(outcome!.kind, 'delivered')
  assert.equal(receiver.requests[0]!.headers['content-length'], '0')
})

for (const status of [301, 302, 303, 307, 308])
  test(`a redirect is not followed: ${status}`, async t => {
    const elsewhere = await HttpReceiver.start(t)
    const receiver = await HttpReceiver.start(t)
    receiver.answer = () => ({ status, headers: { Location: `${elsewhere.origin}/there` } })
    const sink = await httpSinkTo(t, receiver.origin)
    assert.deepEqual(await outcomeFrom(sink), {
      kind: 'retry',
      class: 'redirect',
      status,
      alarm: true,
      reason: `${receiver.origin}: answered ${status} (${words(status)}); redirects are not followed`,
    })
    assert.equal(receiver.requests.length, 1)
    assert.equal(elsewhere.accepted, 0)
  })

function words(status: number): string {
  return (
    {
      301: 'Moved Permanently',
      302: 'Found',
      303: 'See Other',
      307: 'Temporary Redirect',
      308: 'Permanent Redirect',
    }[status] ?? ''
  )
}

test('the outcome of each status comes from the wire', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { outcomes: { delivered: [409] } })
  const expected = {
    200: 'delivered',
    204: 'delivered',
    409: 'delivered',
    401: 'retry',
    410: 'refused',
    503: 'retry',
  }
  for (const [status, kind] of Object.entries(expected)) {
    receiver.answer = () => ({ status: Number(status) })
    const outcome = await outcomeFrom(sink)
    assert.deepEqual([outcome.kind, outcome.status], [kind, Number(status)])
  }
})

test('a batch is sent one after the other, in order', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin)
  await sink.send(deliveries(20, 100), never)
  assert.deepEqual(
    receiver.requests.map(({ headers }) => Number(headers['sluice-offset'])),
    Array.from({ length: 20 }, (_, index) => 100 + index),
  )
  assert.equal(receiver.accepted, 1)
})

test('what nobody can read as a header value is sent percent-encoded', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin)
  await sink.send([delivery({ type: 'gel\u00f6scht\r\nX-Evil: 1' })], never)
  assert.equal(receiver.requests[0]!.headers['sluice-source-type'], 'gel%C3%B6scht%0D%0AX-Evil: 1')
  assert.equal(receiver.requests[0]!.headers['x-evil'], undefined)
})

test('a configured header goes out as Latin-1, beside ours', async t => {
  const receiver = await HttpReceiver.start(t)
  const headers = { 'X-Ort': 'K\u00f6ln', 'User-Agent': 'own' }
  const sink = await httpSinkTo(t, receiver.origin, { headers })
  const one = delivery()
  await sink.send([one], never)
  const { headers: got } = receiver.requests[0]!
  assert.deepEqual(
    [got['x-ort'], got['idempotency-key'], got['user-agent']],
    ['K\u00f6ln', one.egressId, 'own'],
  )
})
