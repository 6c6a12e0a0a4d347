import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { httpSink } from '../../../sinks/http/sink.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { TestProxy } from '../../helpers/forward-proxy.ts'
import { type Answer, HttpReceiver } from '../../helpers/http-server.ts'
import { until } from '../../helpers/until.ts'
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

test('a batch is one request; one that is refused is halved until the guilty one is found', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { batch: { max_count: 8 } })
  receiver.answer = ({ body }) => (body.includes('"poison"') ? { status: 400 } : {})
  const batch = deliveries(8).map((one, index) =>
    index === 5 ? { ...one, body: Buffer.from('{"poison":1}') } : one,
  )
  const outcomes = await sink.send(batch, never)
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    batch.map((_, index) => (index === 5 ? 'refused' : 'delivered')),
  )
  const sizes = receiver.requests.map(({ headers }) => Number(headers['sluice-batch-count'] ?? 1))
  assert.deepEqual(sizes, [8, 4, 4, 2, 1, 1, 2])
})

test('a batch that fails is tried again as a whole', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { batch: { max_count: 8, as: 'lines' } })
  receiver.next([{ status: 503 }])
  const outcomes = await sink.send(deliveries(3), never)
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['retry', 'retry', 'retry'],
  )
  assert.equal(receiver.requests.length, 1)
  assert.equal(receiver.requests[0]!.headers['content-type'], 'application/x-ndjson')
  assert.equal(receiver.requests[0]!.body.toString().split('\n').length, 4)
})

test('an answer that speaks of each element gives each its outcome', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { batch: { max_count: 8 } })
  receiver.next([{ status: 207, body: '{"items":[{"status":201},{"status":503},{"status":400}]}' }])
  const outcomes = await sink.send(deliveries(3), never)
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['delivered', 'retry', 'refused'],
  )
  assert.equal(receiver.requests.length, 1)
})

test('a token that is refused is replaced, once; then the refusal stands', async t => {
  const receiver = await HttpReceiver.start(t)
  let issued = 0
  let good = 't1'
  receiver.answer = ({ url, headers }) => {
    if (url === '/token') return { body: JSON.stringify({ access_token: `t${++issued}`, expires_in: 600 }) }
    return headers.authorization === `Bearer ${good}` ? {} : { status: 401 }
  }
  const auth = {
    type: 'oauth2',
    token_url: `${receiver.origin}/token`,
    client_id: 'id',
    client_secret: 'secret',
  } as const
  const sink = await httpSinkTo(t, `${receiver.origin}/hook`, { auth })
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(issued, 1)
  good = 't2'
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(issued, 2)
  good = 'none'
  const outcome = await outcomeFrom(sink)
  assert.deepEqual([outcome.kind, issued], ['retry', 3])
  assert.equal(outcome.kind === 'retry' && outcome.alarm, true)
})

test('without a token nothing is sent: a retry with an alarm, that shows no secret', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ status: 400, body: 'the-secret' })
  const auth = {
    type: 'oauth2',
    token_url: `${receiver.origin}/token`,
    client_id: 'id',
    client_secret: 'the-secret',
  } as const
  const sink = await httpSinkTo(t, `${receiver.origin}/hook`, { auth })
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry' && outcome.class === 'permission' && outcome.alarm === true)
  assert.match(outcome.reason, /answered 400/)
  assert.doesNotMatch(outcome.reason, /the-secret/)
  assert.deepEqual(
    receiver.requests.map(({ url }) => url),
    ['/token'],
  )
})

test('requests go through a proxy, and its failures are told apart from those of the target', async t => {
  const [receiver, proxy] = [await HttpReceiver.start(t), await TestProxy.start(t)]
  const url = new URL(proxy.origin)
  const sink = await httpSinkTo(t, `${receiver.origin}/hook`, {
    proxy: `http://u:p@${url.host}`,
    no_proxy: [],
  })
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.deepEqual(proxy.asked, [`127.0.0.1:${receiver.port}`])
  assert.deepEqual(proxy.credentials, ['Basic dTpw'])
  receiver.next([{ status: 503 }])
  const failing = await outcomeFrom(sink)
  assert.ok(failing.kind === 'retry' && !failing.reason.includes('proxy'))
  proxy.status = 502
  const other = await httpSinkTo(t, `${receiver.origin}/hook`, { proxy: proxy.origin, no_proxy: [] })
  const broken = await outcomeFrom(other)
  assert.ok(broken.kind === 'retry' && broken.class === 'network')
  assert.match(broken.reason, /proxy: could not connect to the target \(502\)$/)
})

test('each event goes where its own address leads', async t => {
  const [first, second] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const sink = await httpSinkTo(t, 'http://127.0.0.1:{{ model }}/', { allow: ['127.0.0.0/8'] })
  const one = delivery()
  for (const { port } of [first, second, first]) {
    const [outcome] = await sink.send([{ ...one, event: { ...one.event, model: String(port) } }], never)
    assert.equal(outcome!.kind, 'delivered')
  }
  assert.deepEqual([first.requests.length, first.accepted, second.requests.length], [2, 1, 1])
})

test('an event whose address leads to where it must not is refused, and nothing is connected', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, 'http://{{ model }}/')
  const one = delivery()
  for (const host of [
    `127.0.0.1:${receiver.port}`,
    `localhost:${receiver.port}`,
    `0x7f.1:${receiver.port}`,
    `[::ffff:127.0.0.1]:${receiver.port}`,
    '169.254.169.254',
  ]) {
    const [outcome] = await sink.send([{ ...one, event: { ...one.event, model: host } }], never)
    assert.ok(outcome!.kind === 'refused' && outcome!.class === 'config', host)
    assert.match(outcome!.reason, /leads to a (loopback|link-local) address, which is not allowed$/)
  }
  assert.equal(receiver.accepted, 0)
})

test('a guarded literal address is a retry with an alarm: the configuration may be mended', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { allow_private_addresses: false })
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry' && outcome.class === 'config' && outcome.alarm === true)
  assert.equal(receiver.accepted, 0)
})

test('what no request can be made of is refused with the place in the template', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, `${receiver.origin}/{{ fails }}`, { allow_private_addresses: true })
  assert.deepEqual(await outcomeFrom(sink), {
    kind: 'refused',
    class: 'template',
    reason: 'line 1, column 4: fails',
  })
  assert.equal(receiver.accepted, 0)
})

for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
  test(`${method} carries the body too`, async t => {
    const receiver = await HttpReceiver.start(t)
    const sink = await httpSinkTo(t, receiver.origin, { method })
    assert.equal((await sink.send([delivery({ body: Buffer.from('{"a":1}') })], never))[0]!.kind, 'delivered')
    assert.deepEqual(
      receiver.requests.map(request => [request.method, request.body.toString()]),
      [[method, '{"a":1}']],
    )
  })

test('nothing is sent before the challenge is answered: a retry with an alarm that holds the sink', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, `${receiver.origin}/hook?a=b`, { challenge: { secret: 's' } })
  receiver.answer = ({ method }) => (method === 'GET' ? { body: '{}' } : {})
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry' && outcome.class === 'permission' && outcome.alarm === true)
  assert.equal(outcome.wait, 5_000)
  assert.deepEqual(
    receiver.requests.map(({ method }) => method),
    ['GET'],
  )
})

test('a challenge that is answered is asked for once, at the start', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = ({ method, url }) => {
    if (method !== 'GET') return {}
    const token = new URL(url, 'http://x').searchParams.get('crc_token')!
    const response_token = `sha256=${createHmac('sha256', 's').update(token).digest('base64')}`
    return { body: JSON.stringify({ response_token }) }
  }
  const sink = await httpSinkTo(t, receiver.origin, { challenge: { secret: 's' } })
  sink.start?.()
  await until(() => receiver.requests.length === 1, 'the challenge')
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.deepEqual(
    receiver.requests.map(({ method }) => method),
    ['GET', 'POST', 'POST'],
  )
})
