import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { Dialer } from '../../../sinks/http/dialer.ts'
import { type OneAnswer, oneRequest } from '../../../sinks/http/one-request.ts'
import { HttpReceiver } from '../../helpers/http-server.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { never } from './make.ts'

function ask({ origin, port }: HttpReceiver, timeout = 20_000, signal = never): Promise<OneAnswer> {
  const address = addressOf(`${origin}/a?b`) as Address
  const dialer = new Dialer({ origin, host: '127.0.0.1', port, tls: undefined })
  return oneRequest(
    dialer,
    { address, method: 'POST', headers: { 'x-own': '1' }, body: 'c', timeout },
    signal,
  )
}

async function silent(t: TestContext): Promise<HttpReceiver> {
  const receiver = await HttpReceiver.start(t)
  receiver.hold()
  return receiver
}

test('it is sent as it is, its answer is read, and no connection is left', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.next([{ status: 203, headers: { 'x-answer': 'yes' }, body: 'text' }])
  const left = watchLeaks()
  const { status, headers, text } = await ask(receiver)
  assert.deepEqual([status, headers['x-answer'], text], [203, 'yes', 'text'])
  const [request] = receiver.requests
  assert.deepEqual(
    [request!.method, request!.url, request!.headers['x-own'], String(request!.body)],
    ['POST', '/a?b', '1', 'c'],
  )
  assert.deepEqual(await left(), [])
})

test('an answer of more than 64 KiB, or one that does not come, is an error', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.next([{ body: 'x'.repeat(70_000) }])
  await assert.rejects(ask(receiver))
  await assert.rejects(ask(await silent(t), 20), { name: 'TimeoutError' })
})

test('an abort rejects with its reason', async t => {
  const abort = new AbortController()
  const reason = new Error('closed')
  const asked = ask(await silent(t), 20_000, abort.signal)
  setImmediate(() => abort.abort(reason))
  await assert.rejects(asked, error => error === reason)
})
