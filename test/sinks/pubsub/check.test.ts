import assert from 'node:assert/strict'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import { delivery } from '../../helpers/deliveries.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { HOST } from '../../servers/ports.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'
import { never, pubsubSinkWith } from './make.ts'

const pstest = ownPstest("the pubsub sink's check")

describe('checking a topic', { skip: pstest.skip }, () => {
  test('one that may be published to passes, and nothing is sent', async t => {
    const server = await pstest.start(t)
    const sink = await pubsubSinkWith(t, { endpoint: server.url })
    const left = watchLeaks()
    await sink.check!(never)
    assert.deepEqual(await left(), [])
    assert.equal(server.requests.length, 0)
  })

  test('without the permission: says which is needed', async t => {
    const server = await pstest.start(t)
    server.control({ permissions: ['pubsub.topics.get'] })
    const sink = await pubsubSinkWith(t, { endpoint: server.url })
    await assert.rejects(sink.check!(never), {
      code: 'sink_unreachable',
      message:
        'http://127.0.0.1: not authorised: needs pubsub.topics.publish on the topic (roles/pubsub.publisher)',
      hint: /credentials_file/,
    })
  })

  test('an emulator without permissions is asked for the topic', async t => {
    const server = await pstest.start(t)
    const unknown = { TestIamPermissions: { code: 12, message: 'unknown service' } }
    server.control({ methods: unknown })
    await (await pubsubSinkWith(t, { endpoint: server.url })).check!(never)
    const missing = await pubsubSinkWith(t, { endpoint: server.url, topic: 'projects/test/topics/missing' })
    await assert.rejects(missing.check!(never), {
      message: 'http://127.0.0.1: answered 5 NOT_FOUND (topic not found)',
      hint: /gcloud pubsub topics create/,
    })
    server.control({ methods: { ...unknown, GetTopic: { code: 7 } } })
    await assert.rejects(missing.check!(never), { message: /answered 7 PERMISSION_DENIED/ })
  })

  for (const [code, message, hint] of [
    [5, /topic not found/, /gcloud/],
    [16, /the credentials are not accepted/, /credentials_file/],
    [14, /answered 14 UNAVAILABLE/, /^$/],
  ] as const)
    test(`${code} is said in words, with a hint`, async t => {
      const server = await pstest.start(t)
      server.control({ methods: { TestIamPermissions: { code, message: 'a secret' } } })
      const sink = await pubsubSinkWith(t, { endpoint: server.url })
      await assert.rejects(sink.check!(never), (error: Error & { readonly hint: string }) => {
        assert.match(error.message, message)
        assert.match(error.hint, hint)
        assert.ok(!error.message.includes('a secret'))
        return true
      })
    })

  test('nobody there', async t => {
    const server = await pstest.start(t)
    const sink = await pubsubSinkWith(t, { endpoint: server.url })
    assert.equal((await sink.send([delivery()], never))[0]!.kind, 'delivered')
    await server.kill()
    await assert.rejects(sink.check!(never), { message: 'http://127.0.0.1: connection refused' })
  })

  test('aborted: rejects with the reason', async t => {
    const server = await pstest.start(t)
    const sink = await pubsubSinkWith(t, { endpoint: server.url })
    const reason = new Error('no time')
    await assert.rejects(sink.check!(AbortSignal.abort(reason)), error => error === reason)
    const aborter = new AbortController()
    const checking = sink.check!(aborter.signal)
    aborter.abort(reason)
    await assert.rejects(checking, error => error === reason)
  })

  test('somebody who says nothing: ends by itself', async t => {
    const silent = createServer(socket => void sockets.push(socket))
    const sockets: Socket[] = []
    await new Promise<void>(done => silent.listen(0, HOST, done))
    t.after(() => {
      for (const socket of sockets) socket.destroy()
      silent.close()
    })
    const { port } = silent.address() as AddressInfo
    const sink = await pubsubSinkWith(t, { endpoint: `http://${HOST}:${port}`, timeout: 200 })
    await assert.rejects(sink.check!(never), {
      message: 'http://127.0.0.1: no answer in time',
      hint: /firewall/,
    })
  })
})
