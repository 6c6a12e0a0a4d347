import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createServer, type TLSSocket } from 'node:tls'
import { Dialer } from '../../../sinks/http/dialer.ts'
import { httpOptions } from '../../../sinks/http/options.ts'
import { deadPort, HttpReceiver, rawServer, type ServerTls } from '../../helpers/http-server.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { until } from '../../helpers/until.ts'
import { httpSinkTo, type MadeOptions, outcomeFrom } from './make.ts'
import { serverTls, type TlsFiles, tlsFiles } from './tls.ts'

let files: TlsFiles
before(() => {
  files = tlsFiles()
})
after(() => files.remove())

type TlsOptions = NonNullable<MadeOptions['tls']>

const cases: readonly {
  readonly what: string
  readonly server: () => ServerTls
  readonly tls: () => TlsOptions
  /** Of the reason; undefined: delivered. */
  readonly fails?: RegExp
}[] = [
  {
    what: "the configured authority's certificate is trusted",
    server: () => serverTls(files.server),
    tls: () => ({ ca: files.ca }),
  },
  {
    what: 'an unknown authority is not trusted',
    server: () => serverTls(files.server),
    tls: () => ({}),
    fails: /an authority that is not trusted here/,
  },
  {
    what: 'a certificate for another name is not taken',
    server: () => serverTls(files.server),
    tls: () => ({ ca: files.ca, server_name: 'crm.example' }),
    fails: /for another name/,
  },
  {
    what: 'server_name is the name expected',
    server: () => serverTls(files.server),
    tls: () => ({ ca: files.ca, server_name: 'localhost' }),
  },
  {
    what: 'an expired certificate is not taken',
    server: () => files.expired,
    tls: () => ({ ca: files.ca }),
    fails: /has expired/,
  },
  {
    what: 'a self-signed certificate is not taken',
    server: () => files.selfSigned,
    tls: () => ({ ca: files.ca }),
    fails: /self-signed/,
  },
  {
    what: 'a self-signed certificate is taken with `verify: false`',
    server: () => files.selfSigned,
    tls: () => ({ verify: false }),
  },
  {
    what: 'an expired certificate for another name is taken with `verify: false`',
    server: () => files.expired,
    tls: () => ({ verify: false, server_name: 'crm.example' }),
  },
  {
    what: 'a client certificate is shown where it is demanded',
    server: () => serverTls(files.server, files.ca),
    tls: () => ({ ca: files.ca, cert: files.client.cert, key: files.client.key }),
  },
  {
    what: 'a client certificate that is demanded and missing is said to be',
    server: () => serverTls(files.server, files.ca),
    tls: () => ({ ca: files.ca }),
    fails: /a client certificate is demanded/,
  },
]

for (const { what, server, tls, fails } of cases)
  test(`${what}${fails === undefined ? '' : ': a retry with an alarm'}`, async t => {
    const receiver = await HttpReceiver.start(t, server())
    const outcome = await outcomeFrom(await httpSinkTo(t, receiver.origin, { tls: tls() }))
    if (fails === undefined) return assert.deepEqual(outcome, { kind: 'delivered', status: 200 })
    assert.ok(outcome.kind === 'retry', outcome.kind)
    assert.deepEqual([outcome.class, outcome.alarm], ['tls', true], outcome.reason)
    assert.match(outcome.reason, fails)
    assert.equal(receiver.requests.length, 0)
  })

test('plain HTTP where TLS is expected: a retry with an alarm', async t => {
  const receiver = await HttpReceiver.start(t)
  const outcome = await outcomeFrom(await httpSinkTo(t, receiver.origin.replace('http:', 'https:')))
  assert.ok(outcome.kind === 'retry')
  assert.deepEqual([outcome.class, outcome.alarm], ['tls', true], outcome.reason)
})

test('a handshake that never ends is ended by the total deadline', async t => {
  const server = await rawServer(t, () => {})
  const sink = await httpSinkTo(t, server.origin.replace('http:', 'https:'), { timeout: 300 })
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry')
  assert.equal(outcome.class, 'timeout')
  await until(() => server.accepted === 1 && server.open === 0, 'the connection to be closed')
})

test('a Host header of its own changes neither the connection nor what is verified', async t => {
  const receiver = await HttpReceiver.start(t, serverTls(files.server))
  const sink = await httpSinkTo(t, receiver.origin, {
    tls: { ca: files.ca },
    headers: { Host: 'crm.example' },
  })
  for (let n = 0; n < 5; n++) assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(receiver.requests[4]!.headers.host, 'crm.example')
  assert.equal(receiver.accepted, 1)
})

test('a second connection resumes the session of the first; a name is sent where there is one', async t => {
  const sockets: TLSSocket[] = []
  const server = createServer({ ...serverTls(files.server) }, socket => {
    sockets.push(socket)
    socket.on('error', () => {}).end('hello')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise(resolve => server.close(resolve)))
  const { port } = server.address() as { port: number }
  const context = { name: 'crm', userAgent: 'x', concurrency: 1 }
  const options = { type: 'http', url: `https://localhost:${port}/`, tls: { ca: files.ca } }
  const { address, tls } = httpOptions(options, context)
  const dialer = new Dialer({ ...address!, tls })
  for (let n = 0; n < 2; n++) {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // TLS 1.3 sends the session after the handshake, so with the first bytes.
    dialer.dial((error, socket) =>
      socket === undefined ? reject(error) : socket.resume().once('close', resolve),
    )
    await promise
  }
  assert.deepEqual(
    sockets.map(socket => Boolean(socket.isSessionReused())),
    [false, true],
  )
  assert.deepEqual(
    sockets.map(socket => (socket as TLSSocket & { servername: unknown }).servername),
    ['localhost', 'localhost'],
  )
})

test('a failed attempt is told once, and its socket holds nothing', async () => {
  const port = await deadPort()
  const dialer = new Dialer({ origin: '', host: '127.0.0.1', port, tls: undefined })
  const told: unknown[] = []
  const left = watchLeaks()
  dialer.dial((error, connected) => told.push((error as NodeJS.ErrnoException).code, connected))
  await until(() => told.length > 0, 'the attempt to fail')
  assert.deepEqual(await left(), [])
  assert.deepEqual(told, ['ECONNREFUSED', undefined])
})
