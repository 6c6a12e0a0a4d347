import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Client } from '../../../src/cli/admin/client.ts'
import { deadPort } from '../../helpers/http-server.ts'

async function serving(
  t: TestContext,
  status: number,
  text: string,
): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    response.writeHead(status, { connection: 'close', location: '/elsewhere' }).end(text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

test('an answer is given; the token goes along', async t => {
  const { url, seen } = await serving(t, 200, '{"a":1}')
  assert.deepEqual(await new Client(url, 'geheim').ask('POST', '/x', { b: 2 }), { a: 1 })
  assert.equal(seen[0]?.headers.authorization, 'Bearer geheim')
  assert.deepEqual(await new Client(url, undefined).ask('GET', '/x'), { a: 1 })
  assert.equal(seen[1]?.headers.authorization, undefined)
})

test('what is refused is said with where; whatever else answers is said too', async t => {
  const refused = await serving(t, 403, '{"error":{"code":"forbidden","message":"no","hint":"h"}}')
  await assert.rejects(new Client(refused.url, 't').ask('GET', '/'), {
    code: 'forbidden',
    message: `${refused.url}: no`,
    hint: 'h',
  })
  const other = await serving(t, 502, '<html>')
  await assert.rejects(new Client(other.url, 't').ask('GET', '/'), {
    code: 'instance_failed',
    message: `${other.url}: answered 502`,
  })
})

test('who cannot be reached is named, and a token is not taken elsewhere', async t => {
  const dead = `http://127.0.0.1:${await deadPort()}`
  await assert.rejects(
    new Client(dead, 'geheim').ask('GET', '/'),
    (error: { code: string; message: string }) => {
      assert.equal(error.code, 'instance_unreachable')
      assert.match(error.message, /ECONNREFUSED/)
      return !error.message.includes('geheim')
    },
  )
  const moved = await serving(t, 302, '')
  await assert.rejects(new Client(moved.url, 't').ask('GET', '/'), { code: 'instance_unreachable' })
  assert.equal(moved.seen.length, 1)
})
