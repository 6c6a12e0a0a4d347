import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectThrough, isDirect, ProxyError } from '../../../sinks/http/proxy.ts'
import { TestProxy } from '../../helpers/forward-proxy.ts'
import { deadPort, HttpReceiver, rawServer } from '../../helpers/http-server.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { never } from './make.ts'

test('a connection goes through the proxy, with its credentials', async t => {
  const [proxy, receiver] = [await TestProxy.start(t), await HttpReceiver.start(t)]
  const port = Number(new URL(receiver.origin).port)
  const socket = await connectThrough(
    { origin: proxy.origin, authorization: 'Basic dTpw' },
    '127.0.0.1',
    port,
    never,
  )
  socket.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const text = (await socket.toArray()).join('')
  assert.match(text, /^HTTP\/1\.1 200 /)
  assert.deepEqual([proxy.asked, proxy.credentials], [[`127.0.0.1:${port}`], ['Basic dTpw']])
})

test('what the proxy refuses is an error with its status', async t => {
  const proxy = await TestProxy.start(t)
  for (const status of [407, 403, 502]) {
    proxy.status = status
    const error = await connectThrough(
      { origin: proxy.origin, authorization: undefined },
      'h',
      1,
      never,
    ).catch(e => e)
    assert.ok(error instanceof ProxyError)
    assert.equal(error.status, status)
  }
})

test('a proxy that is not there is an error with status 0 and its cause', async () => {
  const origin = `http://127.0.0.1:${await deadPort()}`
  const error = await connectThrough({ origin, authorization: undefined }, 'h', 1, never).catch(e => e)
  assert.ok(error instanceof ProxyError)
  assert.deepEqual([error.status, (error.cause as NodeJS.ErrnoException).code], [0, 'ECONNREFUSED'])
})

test('an abort ends the waiting for a proxy that says nothing, and leaves nothing behind', async t => {
  const { port } = await rawServer(t, () => {})
  const left = watchLeaks()
  const abort = new AbortController()
  const reason = new Error('no longer wanted')
  const waiting = connectThrough(
    { origin: `http://127.0.0.1:${port}`, authorization: undefined },
    'h',
    1,
    abort.signal,
  )
  setImmediate(() => abort.abort(reason))
  await assert.rejects(waiting, error => error === reason)
  assert.deepEqual(await left(), [])
})

const direct: readonly (readonly [host: string, port: number, exception: string, expected: boolean])[] = [
  ['crm.example.com', 443, '*', true],
  ['crm.example.com', 443, 'example.com', true],
  ['crm.example.com', 443, '.example.com', true],
  ['crm.example.com', 443, '*.example.com', true],
  ['CRM.Example.com.', 443, 'crm.example.com', true],
  ['notexample.com', 443, 'example.com', false],
  ['example.com', 443, 'crm.example.com', false],
  ['example.com', 443, 'example.com:443', true],
  ['example.com', 8443, 'example.com:443', false],
  ['10.1.2.3', 80, '10.0.0.0/8', true],
  ['10.1.2.3', 80, '10.1.2.3', true],
  ['11.1.2.3', 80, '10.0.0.0/8', false],
  ['fd00::1', 80, 'fd00::/8', true],
  ['fd00::1', 80, 'fd00::1', true],
  ['::1', 80, '::1', true],
  ['host', 80, '', false],
  ['host', 80, ' host ', true],
]
for (const [host, port, exception, expected] of direct)
  test(`${host}:${port} is ${expected ? '' : 'not '}reached directly for "${exception}"`, () =>
    assert.equal(isDirect(host, port, [exception]), expected))
