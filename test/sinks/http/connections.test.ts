import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { Connections } from '../../../sinks/http/connections.ts'
import { Dialer } from '../../../sinks/http/dialer.ts'
import { deliveries } from '../../helpers/deliveries.ts'
import { HttpReceiver, rawServer } from '../../helpers/http-server.ts'
import { until } from '../../helpers/until.ts'
import { httpSinkTo, never, outcomeFrom } from './make.ts'

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

function connectionsTo(port: number): Connections {
  return new Connections(
    `http://127.0.0.1:${port}`,
    new Dialer({ origin: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, tls: undefined }),
  )
}

test('the connection used last is used next, one dropped never again', async () => {
  const connections = connectionsTo(1)
  const [first, second] = [connections.take(), connections.take()]
  assert.notEqual(first, second)
  connections.release(first)
  connections.release(second)
  assert.equal(connections.take(), second)
  connections.drop(second)
  assert.equal(connections.take(), first)
  assert.notEqual(connections.take(), second)
  await connections.close()
})

test('1,000 requests, 16 at a time, take 16 connections at most', async t => {
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin)
  const left = [...deliveries(1_000)]
  const kinds = new Map<string, number>()
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [outcome] = await sink.send([next], never)
      kinds.set(outcome!.kind, (kinds.get(outcome!.kind) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  assert.deepEqual([...kinds], [['delivered', 1_000]])
  assert.equal(receiver.requests.length, 1_000)
  assert.ok(receiver.accepted <= 16, `${receiver.accepted} connections`)
})

test('after a burst, requests one at a time use one connection', async t => {
  const used: Socket[] = []
  const server = await rawServer(t, socket => {
    used.push(socket)
    socket.write(ok)
  })
  const sink = await httpSinkTo(t, server.origin)
  await Promise.all(deliveries(8).map(one => sink.send([one], never)))
  used.length = 0
  for (let n = 0; n < 20; n++) await outcomeFrom(sink)
  assert.equal(new Set(used).size, 1)
  assert.equal(used.length, 20)
})

test('a connection that the other side closes while it is idle costs no retry', async t => {
  const server = await rawServer(t, socket => socket.write(ok))
  const idle: Socket[] = []
  const closing = await rawServer(t, socket => {
    idle.push(socket)
    socket.write(ok)
  })
  for (const [target, close] of [
    [server, () => {}],
    [closing, () => idle.pop()?.end()],
  ] as const) {
    const sink = await httpSinkTo(t, target.origin)
    for (let n = 0; n < 5; n++) {
      assert.equal((await outcomeFrom(sink)).kind, 'delivered')
      close()
      if (target === closing) await until(() => closing.open === 0, 'the idle connection to be closed')
    }
  }
  assert.deepEqual([server.accepted, closing.accepted], [1, 5])
})

test('a connection closed as the next request comes: a retry, sent once, and the one after it is delivered', async t => {
  const seen = new Set<Socket>()
  const server = await rawServer(t, socket => {
    if (seen.has(socket)) socket.destroy()
    else socket.write(ok)
    seen.add(socket)
  })
  const sink = await httpSinkTo(t, server.origin)
  const kinds: string[] = []
  for (let n = 0; n < 6; n++) kinds.push((await outcomeFrom(sink)).kind)
  assert.deepEqual(kinds, ['delivered', 'retry', 'delivered', 'retry', 'delivered', 'retry'])
  assert.equal(server.requests.length, 6)
})

test('another side that wants every connection closed gets one per request', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ headers: { Connection: 'close' } })
  const sink = await httpSinkTo(t, receiver.origin)
  for (let n = 0; n < 10; n++) assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(receiver.accepted, 10)
  await until(() => receiver.open === 0, 'the connections to be closed')
})

test('another side that keeps connections for a moment only is not raced', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ headers: { 'Keep-Alive': 'timeout=1' } })
  const sink = await httpSinkTo(t, receiver.origin)
  for (let n = 0; n < 5; n++) assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(receiver.accepted, 5)
})

test('close waits until the sockets are closed, of whatever state', async t => {
  const server = await rawServer(t, () => {})
  const connections = connectionsTo(server.port)
  const ends: string[] = []
  for (let n = 0; n < 3; n++)
    connections.take().dispatch(
      { path: '/', method: 'POST', headers: [], body: Buffer.from('x') },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd() {},
        onResponseError: () => ends.push('error'),
      },
    )
  await until(() => server.requests.length === 3, 'three requests under way')
  connections.take() // never used
  await connections.close()
  assert.deepEqual(ends, ['error', 'error', 'error'])
  await connections.close()
  await until(() => server.open === 0, 'the other side to notice')
})
