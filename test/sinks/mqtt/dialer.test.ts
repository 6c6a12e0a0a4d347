import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { createServer as createTls } from 'node:tls'
import { WebSocketServer } from 'ws'
import { addressOf, brokerAt } from '../../../sinks/mqtt/broker.ts'
import { dial } from '../../../sinks/mqtt/dialer.ts'
import { failureOf } from '../../../sinks/mqtt/failure.ts'
import { Problems } from '../../../sinks/problems.ts'
import { tlsOf, type WrittenTls } from '../../../sinks/tls.ts'
import { makeCertificates } from '../../servers/certs.ts'
import { serverTls } from '../http/tls.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-dialer-'))
after(() => rmSync(folder, { recursive: true }))
const { ca, client, server } = makeCertificates(folder)

function dialled(t: TestContext, url: string, tls: WrittenTls = {}) {
  const problems = new Problems('edge')
  const stream = dial(brokerAt(addressOf(url, 'url', problems)!, tlsOf(tls, problems)))
  assert.deepEqual(problems.found, [])
  t.after(() => void stream.destroy())
  return stream
}

async function listening(t: TestContext, one: Server): Promise<number> {
  one.listen(0, '127.0.0.1')
  await once(one, 'listening')
  t.after(() => void one.close())
  return (one.address() as AddressInfo).port
}

async function echoes(stream: ReturnType<typeof dial>): Promise<void> {
  stream.write('ping')
  const [bytes] = await once(stream, 'data')
  assert.equal(String(bytes), 'ping')
}

/** A WebSocket server that sends back what it gets. */
function webSockets(one: Server): string[] {
  const asked: string[] = []
  new WebSocketServer({ server: one as never }).on('connection', (socket, request) => {
    asked.push(`${request.url} ${request.headers['sec-websocket-protocol']}`)
    socket.on('message', data => socket.send(data))
  })
  return asked
}

test('mqtt: a socket that can be written to at once', async t => {
  const port = await listening(
    t,
    createServer(socket => void socket.pipe(socket)),
  )
  await echoes(dialled(t, `mqtt://127.0.0.1:${port}`))
})

test('mqtts: with the trust, name and certificate that are configured', async t => {
  const options = { ...serverTls(server, ca), requestCert: true, rejectUnauthorized: true }
  const port = await listening(
    t,
    createTls(options, socket => void socket.pipe(socket)),
  )
  const tls = { ca, cert: client.cert, key: client.key, server_name: 'localhost' }
  await echoes(dialled(t, `mqtts://127.0.0.1:${port}`, tls))
  const [untrusted] = await once(dialled(t, `mqtts://127.0.0.1:${port}`), 'error')
  assert.match(untrusted.code, /SELF_SIGNED|UNABLE_TO/)
  const [misnamed] = await once(
    dialled(t, `mqtts://127.0.0.1:${port}`, { ...tls, server_name: 'x.example' }),
    'error',
  )
  assert.equal(misnamed.code, 'ERR_TLS_CERT_ALTNAME_INVALID')
})

test('mqtts: verify: false trusts everybody', async t => {
  const port = await listening(
    t,
    createTls(serverTls(server), socket => void socket.pipe(socket)),
  )
  await echoes(dialled(t, `mqtts://127.0.0.1:${port}`, { verify: false }))
})

test('ws: a WebSocket of the subprotocol mqtt, at the path and query of the address', async t => {
  const http = createHttp()
  const asked = webSockets(http)
  const port = await listening(t, http)
  await echoes(dialled(t, `ws://127.0.0.1:${port}/mqtt?token=x`))
  assert.deepEqual(asked, ['/mqtt?token=x mqtt'])
})

test('wss: the same over TLS', async t => {
  const https = createHttps(serverTls(server))
  webSockets(https)
  const port = await listening(t, https)
  await echoes(dialled(t, `wss://127.0.0.1:${port}/mqtt`, { ca }))
  const [untrusted] = await once(dialled(t, `wss://127.0.0.1:${port}/mqtt`), 'error')
  assert.match(untrusted.code, /SELF_SIGNED|UNABLE_TO/)
})

test('ws: another answer than a WebSocket is told with its status', async t => {
  const http = createHttp((_, response) => response.writeHead(403).end('secret'))
  const port = await listening(t, http)
  const [error] = await once(dialled(t, `ws://127.0.0.1:${port}/mqtt`), 'error')
  assert.deepEqual([failureOf(error).class, failureOf(error).status], ['permission', 403])
})

for (const scheme of ['mqtt', 'mqtts', 'ws', 'wss'])
  test(`${scheme}: nobody there is an error with its code`, async t => {
    const gone = createServer()
    const port = await listening(t, gone)
    gone.close()
    const [error] = await once(dialled(t, `${scheme}://127.0.0.1:${port}`), 'error')
    assert.equal(error.code, 'ECONNREFUSED')
  })

for (const scheme of ['mqtt', 'ws'])
  test(`${scheme}: can be given up while it connects`, async t => {
    const port = await listening(t, createServer())
    const stream = dialled(t, `${scheme}://127.0.0.1:${port}`)
    const closed = new Promise<void>(done => stream.once('close', () => done()))
    stream.on('error', () => {}).destroy()
    await closed
  })
