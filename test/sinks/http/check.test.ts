import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { deadPort, HttpReceiver, rawServer } from '../../helpers/http-server.ts'
import { until } from '../../helpers/until.ts'
import { httpSinkTo, never } from './make.ts'
import { serverTls, type TlsFiles, tlsFiles } from './tls.ts'

let files: TlsFiles
before(() => {
  files = tlsFiles()
})
after(() => files.remove())

test('a check connects, sends nothing and leaves', async t => {
  const receiver = await HttpReceiver.start(t)
  await (await httpSinkTo(t, receiver.origin)).check!(never)
  await until(() => receiver.accepted === 1 && receiver.open === 0, 'one connection, closed')
  assert.equal(receiver.requests.length, 0)
})

test('a check of TLS with a client certificate passes', async t => {
  const receiver = await HttpReceiver.start(t, serverTls(files.server, files.ca))
  const { cert, key } = files.client
  await (await httpSinkTo(t, receiver.origin, { tls: { ca: files.ca, cert, key } })).check!(never)
  await until(() => receiver.open === 0, 'the connection to be closed')
})

test('nobody there: said with scheme and host only, and what to look at', async t => {
  const port = await deadPort()
  const sink = await httpSinkTo(t, `http://127.0.0.1:${port}/path-secret?query-secret`)
  await assert.rejects(sink.check!(never), {
    code: 'sink_unreachable',
    message: `http://127.0.0.1:${port}: connection refused`,
    hint: 'does the receiver run, and can it be reached from this machine?',
  })
})

test('a certificate that is not trusted is said to be', async t => {
  const receiver = await HttpReceiver.start(t, serverTls(files.server))
  const sink = await httpSinkTo(t, receiver.origin)
  await assert.rejects(sink.check!(never), {
    code: 'sink_unreachable',
    message: /not trusted/,
    hint: /tls\.ca/,
  })
})

test('a client certificate that is missing is noticed, although the handshake has ended', async t => {
  const receiver = await HttpReceiver.start(t, serverTls(files.server, files.ca))
  const sink = await httpSinkTo(t, receiver.origin, { tls: { ca: files.ca } })
  await assert.rejects(sink.check!(never), { code: 'sink_unreachable', message: /client certificate/ })
})

test('another side that hangs up after the handshake is no success, and said at once', async t => {
  const receiver = await HttpReceiver.start(t, serverTls(files.server))
  receiver.greet = socket => socket.end()
  const sink = await httpSinkTo(t, receiver.origin, { tls: { ca: files.ca } })
  await assert.rejects(sink.check!(never), { code: 'sink_unreachable', message: /closed right after/ })
})

test('another side that says nothing ends the check by the timeout', async t => {
  const server = await rawServer(t, () => {})
  const sink = await httpSinkTo(t, server.origin.replace('http:', 'https:'), { timeout: 200 })
  await assert.rejects(sink.check!(never), { code: 'sink_unreachable', message: /no connection in time/ })
  await until(() => server.open === 0, 'the connection to be closed')
})

test('an aborted check rejects with the reason of its signal', async t => {
  const server = await rawServer(t, () => {})
  const sink = await httpSinkTo(t, server.origin.replace('http:', 'https:'))
  const reason = new Error('enough')
  await assert.rejects(sink.check!(AbortSignal.abort(reason)), error => error === reason)
  assert.equal(server.accepted, 0)
  const aborter = new AbortController()
  const checking = assert.rejects(sink.check!(aborter.signal), error => error === reason)
  await until(() => server.accepted === 1, 'the check to connect')
  aborter.abort(reason)
  await checking
  await until(() => server.open === 0, 'the connection to be closed')
})
