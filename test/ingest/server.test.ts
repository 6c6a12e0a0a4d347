import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { EndpointConfig } from '../../src/config/types.ts'
import { type IngestServerOptions, ingestServer } from '../../src/ingest/server.ts'
import { netboxEvent } from '../helpers/events.ts'
import { raw, send } from '../helpers/http-client.ts'
import { KeptLogger } from '../helpers/outbox.ts'
import { StubLog } from '../helpers/stub-log.ts'
import { until } from '../helpers/until.ts'

const token = 'correct-horse'
const endpoints = new Map<string, EndpointConfig>([
  ['/events', { topic: 'events', auth: { type: 'none' } }],
  ['/secured', { topic: 'netbox.events', auth: { type: 'bearer', token } }],
])

async function start(t: TestContext, options: Partial<IngestServerOptions> = {}) {
  const log = new StubLog()
  const logger = new KeptLogger()
  const answered: [endpoint: string, status: number, records: number, bytes: number][] = []
  const server = await ingestServer({
    config: { listen: { host: '127.0.0.1', port: 0 }, endpoints },
    log,
    maxRecordBytes: 10_000,
    keyOf: (topic, body) => Buffer.from(`${topic} ${body.length}`),
    meter: { answered: (...call) => answered.push(call) },
    logger,
    ...options,
  })
  t.after(async () => {
    log.release()
    await server.close()
  })
  const post = (path: string, body: string | Buffer, headers: { [name: string]: string } = {}) =>
    send(server.address, path, { method: 'POST', body, headers })
  return { server, log, logger, answered, post }
}

test('a body is appended byte for byte and answered with its place', async t => {
  const { log, answered, post } = await start(t)
  const body = netboxEvent({ id: 1 })
  await post('/events', '{}')
  const { status, headers, json } = await post('/events?source=netbox', body)
  assert.deepEqual([status, json()], [202, { topic: 'events', partition: 0, offset: 1 }])
  assert.match(headers['content-type']!, /^application\/json\b/)
  const record = log.appended[1]?.records[0]
  assert.deepEqual(record, { key: Buffer.from(`events ${body.length}`), value: body, headers: [] })
  assert.deepEqual(answered, [
    ['/events', 202, 1, 2],
    ['/events', 202, 1, body.length],
  ])
})

test('202 is answered only once the log says that it is durable', async t => {
  const { log, post } = await start(t)
  log.hold()
  let status = 0
  const posted = post('/events', '{}').then(answer => {
    status = answer.status
  })
  await until(() => log.holding === 1, 'the append')
  assert.equal(status, 0)
  log.release()
  await posted
  assert.equal(status, 202)
})

test('the content type does not matter, but for one record per line', async t => {
  const { log, answered, post } = await start(t)
  for (const type of ['text/plain', 'application/json', 'application/cloudevents+json', 'json', '']) {
    assert.equal((await post('/events', '{}', { 'Content-Type': type })).status, 202)
  }
  const lines = await post('/events', '{"a":1}\n{"b":2}\n', { 'Content-Type': 'application/x-ndjson' })
  assert.deepEqual([lines.status, lines.json()], [202, { topic: 'events', count: 2 }])
  assert.equal(log.appended.length, 6)
  assert.equal(log.appended[5]?.records.length, 2)
  assert.deepEqual(answered[5], ['/events', 202, 2, 16])
})

test('lines may be larger together than one record may', async t => {
  const { post } = await start(t, { limits: { requestBytes: 50_000 } })
  const body = `${JSON.stringify('x'.repeat(9_000))}\n`.repeat(5)
  assert.equal((await post('/events', body, { 'Content-Type': 'application/x-ndjson' })).status, 202)
  const more = await post('/events', body.repeat(2), { 'Content-Type': 'application/x-ndjson' })
  assert.equal(more.status, 413)
})

test('a gzip body is appended decompressed', async t => {
  const { log, post } = await start(t)
  const body = netboxEvent({ id: 2 })
  assert.equal((await post('/events', gzipSync(body), { 'Content-Encoding': 'gzip' })).status, 202)
  assert.deepEqual(log.appended[0]?.records[0]?.value, body)
})

test('trace context and given ids become headers of the record', async t => {
  const { log, post } = await start(t)
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  await post('/events', '{}', { traceparent, 'Sluice-Source-Id': 'a1', 'ce-id': 'b2', 'X-Secret': 'no' })
  const headers = log.appended[0]?.records[0]?.headers?.map(({ name, value }) => [name, value.toString()])
  assert.deepEqual(headers, [
    ['traceparent', traceparent],
    ['source_id', 'a1'],
    ['ce_id', 'b2'],
  ])
})

test('what is not JSON is refused with place, found and expected, and not appended', async t => {
  const { log, answered, post } = await start(t)
  const { status, json } = await post('/events', '{"a":nil}')
  assert.equal(status, 400)
  assert.deepEqual(json(), {
    error: { code: 'not_json', message: 'not JSON: byte 6: found "i", expected null', position: 6 },
  })
  assert.equal((await post('/events', '')).status, 400)
  assert.equal(log.appended.length, 0)
  assert.deepEqual(answered, [
    ['/events', 400, 0, 0],
    ['/events', 400, 0, 0],
  ])
})

test('a body over limits.max_record_bytes is 413, and the connection can be used again', async t => {
  const { server, log } = await start(t)
  const body = JSON.stringify('x'.repeat(20_000))
  const both = await raw(
    server.address,
    `POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}` +
      'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
  )
  assert.deepEqual(
    [...both.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ['413', '202'],
  )
  assert.equal(log.appended.length, 1)
})

test('each failure of the log has its status and says when to try again', async t => {
  const { log, logger, post } = await start(t)
  for (const [code, status, after] of [
    ['log_full', 507, '30'],
    ['append_failed', 503, '5'],
    ['topic_missing', 503, '5'],
    ['record_too_large', 413, undefined],
  ] as const) {
    log.fail(code)
    const answer = await post('/events', '{}')
    assert.deepEqual([answer.status, answer.headers['retry-after']], [status, after], code)
    assert.doesNotMatch(answer.text, /broker-7/)
  }
  log.fail(undefined)
  log.unready = 'no broker answers'
  const unready = await post('/events', '{}')
  assert.deepEqual([unready.status, unready.headers['retry-after']], [503, '5'])
  log.unready = undefined
  assert.equal((await post('/events', '{}')).status, 202)
  assert.deepEqual(
    logger.lines.map(({ message }) => message),
    ['ingest.listening', 'ingest.refusing', 'ingest.accepting'],
  )
})

test('without the right token nothing is accepted', async t => {
  const { log, post } = await start(t)
  for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Authorization: `Basic ${token}` }]) {
    const answer = await post('/secured', '{}', headers)
    assert.equal(answer.status, 401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="sluice"')
  }
  assert.equal(log.appended.length, 0)
  assert.equal((await post('/secured', '{}', { Authorization: `Bearer ${token}` })).status, 202)
  assert.equal(log.appended[0]?.topic, 'netbox.events')
})

test('an unknown path is 404 without a word on the paths there are', async t => {
  const { answered, post } = await start(t)
  for (const path of ['/', '/other', '/events/', '/constructor', '/%zz']) {
    const { status, text } = await post(path, '{}', { 'Content-Type': 'application/json' })
    assert.equal(status, 404, path)
    assert.doesNotMatch(text, /events|secured/)
  }
  assert.deepEqual(answered[0], ['', 404, 0, 0])
})

test('other methods are 405 with the one that is allowed', async t => {
  const { server } = await start(t)
  for (const method of ['GET', 'PUT', 'HEAD', 'QUERY', 'PROPFIND']) {
    const { status, headers } = await send(server.address, '/events', { method })
    assert.deepEqual([status, headers.allow], [405, 'POST'])
  }
})

test('bodies that would not fit into memory together are refused until there is room', async t => {
  const { log, post } = await start(t, { limits: { memory: 15_000 } })
  const body = JSON.stringify('x'.repeat(8_000))
  log.hold()
  const first = post('/events', body)
  await until(() => log.holding === 1, 'the append')
  const second = await post('/events', body)
  assert.deepEqual([second.status, second.headers['retry-after']], [503, '5'])
  log.release()
  assert.equal((await first).status, 202)
  assert.equal((await post('/events', body)).status, 202)
})

test('a caller who goes away in the middle leaves nothing behind', async t => {
  const { server, log, answered, post } = await start(t, { limits: { memory: 9_000 } })
  const { host, port } = server.address
  const body = JSON.stringify('x'.repeat(8_000))
  const head = `POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`
  const socket = connect(port, host, () => socket.write(head + body.slice(0, 5_000)))
  t.after(() => socket.destroy())
  await until(async () => (await post('/events', body)).status === 503, 'the first half to be there')
  const refused = answered.length
  socket.destroy()
  await until(async () => (await post('/events', body)).status === 202, 'room again')
  assert.equal(log.appended.at(-1)?.records[0]?.value?.length, body.length)
  assert.ok(answered.slice(refused).every(([, status]) => status === 503 || status === 202))
})

test('a request that waits too long for the log is answered', async t => {
  const { log, post } = await start(t, { limits: { appendTimeout: 50 } })
  log.hold()
  const { status, headers, text } = await post('/events', '{}')
  assert.deepEqual([status, headers['retry-after']], [503, '5'])
  assert.match(text, /may repeat/)
})

test('a request that never ends is ended', async t => {
  const { server, answered } = await start(t, { limits: { headersTimeout: 50, requestTimeout: 100 } })
  const slowBody = await raw(
    server.address,
    'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{',
  )
  assert.match(slowBody, /^HTTP\/1\.1 408 /)
  const slowHeaders = await raw(server.address, 'POST /events HTTP/1.1\r\nHo')
  assert.match(slowHeaders, /^HTTP\/1\.1 408 /)
  assert.deepEqual(answered, [])
})

test('headers beyond the limit are refused', async t => {
  const { server } = await start(t)
  const answer = await raw(
    server.address,
    `POST /events HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
  )
  assert.match(answer, /^HTTP\/1\.1 431 /)
})

test('connections beyond the limit are not taken', async t => {
  const { server, log } = await start(t, { limits: { connections: 1 } })
  log.hold()
  const first = send(server.address, '/events', { body: '{}' })
  await until(() => log.holding === 1, 'the append')
  await assert.rejects(send(server.address, '/events', { body: '{}' }), /hang up|ECONNRESET|EPIPE/)
  log.release()
  assert.equal((await first).status, 202)
})

test('neither a body nor a token is ever logged', async t => {
  const { log, logger, post } = await start(t)
  const authorization = { Authorization: `Bearer ${token}` }
  await post('/secured', '{"password":"hunter2"}', authorization)
  await post('/secured', '{"password":"hunter2",}', authorization)
  log.fail('append_failed')
  await post('/secured', '{"password":"hunter2"}', authorization)
  assert.ok(logger.lines.length > 1)
  assert.doesNotMatch(JSON.stringify(logger.lines), new RegExp(`hunter2|${token}`))
})

test('a defect is 500, tells nothing outside, and is logged', async t => {
  const { logger, post } = await start(t, {
    keyOf: () => {
      throw new TypeError('broken inside')
    },
  })
  const { status, text } = await post('/events', '{}')
  assert.equal(status, 500)
  assert.doesNotMatch(text, /broken inside/)
  const line = logger.lines.find(({ message }) => message === 'ingest.failed')
  assert.deepEqual(line?.fields, { endpoint: '/events', code: 'internal', error: 'broken inside' })
})

test('after a stop no connection is taken, and one that is open is told to come again elsewhere', async t => {
  const { server, log } = await start(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  const post = () =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const { host, port } = server.address
      const outgoing = request({ host, port, path: '/events', method: 'POST', agent }, response => {
        response.resume().on('end', () => {
          resolve({ status: response.statusCode, connection: response.headers.connection })
        })
      })
      outgoing.on('error', reject)
      outgoing.end('{}')
    })
  log.hold()
  const underWay = post()
  await until(() => log.holding === 1, 'the append')
  server.stop()
  server.stop()
  await assert.rejects(send(server.address, '/events', { body: '{}' }), { code: 'ECONNREFUSED' })
  log.release()
  assert.deepEqual(await underWay, { status: 202, connection: 'close' })
})

test('a request that begins before a stop and ends after it is not accepted', async t => {
  const { server, log } = await start(t)
  const { host, port } = server.address
  const head = 'POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n'
  let answer = ''
  // What is written at once arrives at once: when the first is answered, the head of the second has been seen.
  const socket = connect(port, host, () => socket.write(`${head}\r\n{}${head}`))
  t.after(() => socket.destroy())
  socket.on('data', data => {
    answer += data
  })
  await until(() => answer.includes('202'), 'the first answer')
  server.stop()
  socket.write('\r\n{}')
  await until(() => socket.closed, 'the end of the connection')
  const refused = answer.slice(answer.indexOf('HTTP/1.1 503 '))
  assert.match(refused, /^connection: close\r$/m)
  assert.match(refused, /^retry-after: 5\r$/m)
  assert.equal(log.appended.length, 1)
})

test('what is no HTTP is refused, and nothing of it is shown or counted', async t => {
  const { server, answered } = await start(t)
  const answer = await raw(server.address, 'hunter2\r\n\r\n')
  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.doesNotMatch(answer, /hunter2| at /)
  assert.deepEqual(answered, [])
})

test('a close finishes what is under way, and does not wait for ever', async t => {
  const { server, log, post } = await start(t, { limits: { grace: 10_000 } })
  log.hold()
  const posted = post('/events', '{}')
  await until(() => log.holding === 1, 'the append')
  const closed = server.close()
  log.release()
  assert.equal((await posted).status, 202)
  await closed
  await server.close()
})

test('a close breaks what does not end', async t => {
  const { server, log, post } = await start(t, { limits: { grace: 50 } })
  log.hold()
  const posted = post('/events', '{}')
  posted.catch(() => {})
  await until(() => log.holding === 1, 'the append')
  await server.close()
  await assert.rejects(posted, /hang up|ECONNRESET/)
})

test('a port that is taken names ingest.listen', async t => {
  const { server } = await start(t)
  await assert.rejects(start(t, { config: { listen: server.address, endpoints } }), {
    code: 'listen_failed',
    message: /^ingest\.listen: cannot listen on 127\.0\.0\.1:\d+: the port is taken/,
  })
})
