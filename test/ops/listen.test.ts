import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyReply } from 'fastify'
import type { SluiceError } from '../../src/errors.ts'
import { listen, type ServerPlan } from '../../src/ops/listen.ts'
import { send } from '../helpers/http-client.ts'
import { until } from '../helpers/until.ts'

const anywhere = { host: '127.0.0.1', port: 0 }

/** A server that gives each request for / to `answer`. */
function plan(answer: (reply: FastifyReply) => void = reply => void reply.send('hello')): ServerPlan {
  return {
    limits: { maxConnections: 10 },
    badPath: (_error, _request, reply) => void reply.raw.writeHead(400).end('bad path'),
    build: app => {
      app.get('/', (_request, reply) => {
        answer(reply)
      })
    },
  }
}

test('port 0 gives a free port, and says which', async t => {
  const listening = await listen('x.listen', anywhere, plan())
  t.after(() => listening.close(1_000))
  assert.ok(listening.address.port > 0)
  assert.equal((await send(listening.address, '/')).text, 'hello')
})

test('a port that is taken is said with its address, its key and what to do', async t => {
  const first = await listen('x.listen', anywhere, plan())
  t.after(() => first.close(1_000))
  await assert.rejects(listen('metrics.listen', first.address, plan()), (error: SluiceError) => {
    assert.equal(error.code, 'listen_failed')
    assert.equal(
      error.message,
      `metrics.listen: cannot listen on 127.0.0.1:${first.address.port}: the port is taken by another process`,
    )
    assert.equal(
      error.hint,
      'stop that process, or name another port in metrics.listen (0: any that is free)',
    )
    return true
  })
})

test("an address that is not this machine's is said so", async () => {
  const address = { host: '203.0.113.7', port: 0 } // TEST-NET-3: nobody's
  await assert.rejects(listen('x.listen', address, plan()), (error: SluiceError) => {
    assert.match(
      error.message,
      /^x\.listen: cannot listen on 203\.0\.113\.7:0: this machine has no such address$/,
    )
    return true
  })
})

test('a close lets what is under way end, and breaks it after the grace', async t => {
  const under: FastifyReply[] = []
  const listening = await listen(
    'x.listen',
    anywhere,
    plan(reply => under.push(reply)),
  )
  t.after(() => listening.close(0))
  const first = send(listening.address, '/')
  const second = send(listening.address, '/')
  second.catch(() => {})
  await until(() => under.length === 2, 'both requests')
  const closed = listening.close(300)
  under[0]!.send('done')
  const { text, headers } = await first
  assert.deepEqual([text, headers.connection], ['done', 'close'])
  await assert.rejects(second, /socket hang up|ECONNRESET/)
  await closed
  await listening.close(300)
})

test('what is no path is answered by the plan, and nothing of the framework shows', async t => {
  const listening = await listen('x.listen', anywhere, plan())
  t.after(() => listening.close(0))
  const { status, text } = await send(listening.address, '/%zz')
  assert.deepEqual([status, text], [400, 'bad path'])
})
