import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Sockets } from '../../../src/logs/kafka/sockets.ts'
import { until } from '../../helpers/until.ts'

async function serverOf(t: TestContext) {
  const accepted: Socket[] = []
  const server = createServer(socket => {
    accepted.push(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { accepted, port: (server.address() as AddressInfo).port }
}

test('what is left open is closed, and who uses it is told', async t => {
  const { accepted, port } = await serverOf(t)
  const sockets = new Sockets()
  let connected = 0
  let told = 0
  for (let i = 0; i < 2; i++) {
    const socket = sockets.create({ host: '127.0.0.1', port, onConnect: () => connected++ })
    socket.on('end', () => told++)
  }
  await until(() => connected === 2 && accepted.length === 2, 'connected')
  sockets.end()
  sockets.end()
  assert.equal(told, 2)
  await until(() => accepted.every(socket => socket.readyState !== 'open' || socket.readableEnded), 'closed')
  for (const socket of accepted) socket.destroy()
})

test('nothing is opened after the end', async t => {
  const { port } = await serverOf(t)
  const sockets = new Sockets()
  sockets.end()
  assert.throws(() => sockets.create({ host: '127.0.0.1', port, onConnect() {} }), /has ended/)
})
