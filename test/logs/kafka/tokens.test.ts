import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Tokens } from '../../../src/logs/kafka/tokens.ts'

const secret = 'tok-secret-%&='

/** A token endpoint that answers as told; remembers what it was asked. */
async function endpoint(t: TestContext, answer: (nth: number) => { status?: number; body: string }) {
  const asked: { headers: IncomingMessage['headers']; body: string; path: string }[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    asked.push({ headers: request.headers, body, path: request.url ?? '' })
    const { status = 200, body: text } = answer(asked.length)
    response.writeHead(status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token?tenant=1` }
}

function byUrl(token_url: string, now?: () => number, scope?: string): Tokens {
  const config = { mechanism: 'oauthbearer', token_url, client_id: 'sluice', client_secret: secret } as const
  return new Tokens(scope === undefined ? config : { ...config, scope }, now)
}

function byCommand(script: string, ...args: string[]): Tokens {
  return new Tokens({ mechanism: 'oauthbearer', token_command: [process.execPath, '-e', script, ...args] })
}

function jwt(exp: number): string {
  return `x.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.y`
}

test('a token is asked for by client credentials', async t => {
  const { url, asked } = await endpoint(t, () => ({ body: '{"access_token":"abc","expires_in":3600}' }))
  assert.equal(await byUrl(url, undefined, 'kafka read').get(), 'abc')
  assert.equal(asked[0]?.body, 'grant_type=client_credentials&scope=kafka+read')
  assert.equal(asked[0]?.path, '/oauth/token?tenant=1')
  const basic = Buffer.from(
    asked[0]?.headers.authorization?.slice('Basic '.length) ?? '',
    'base64',
  ).toString()
  assert.equal(basic, `sluice:${encodeURIComponent(secret)}`)
})

test('a token is kept until shortly before it expires', async t => {
  const clock = { now: 1_000_000 }
  const { url, asked } = await endpoint(t, nth => ({ body: `{"access_token":"t${nth}","expires_in":300}` }))
  const tokens = byUrl(url, () => clock.now)
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get()]), ['t1', 't1'])
  clock.now += 239_000
  assert.equal(await tokens.get(), 't1')
  clock.now += 2_000
  assert.equal(await tokens.get(), 't2')
  assert.equal(asked.length, 2)
})

test('a token of short life is used for half of it', async t => {
  const clock = { now: 1_000_000 }
  const { url } = await endpoint(t, nth => ({ body: `{"access_token":"t${nth}","expires_in":20}` }))
  const tokens = byUrl(url, () => clock.now)
  assert.equal(await tokens.get(), 't1')
  clock.now += 9_000
  assert.equal(await tokens.get(), 't1')
  clock.now += 2_000
  assert.equal(await tokens.get(), 't2')
})

test('what the endpoint refuses is told without the secret, and asked again next time', async t => {
  const answers = [
    { status: 401, body: `{"error":"${secret}"}` },
    { body: 'no json' },
    { body: '{}' },
    { body: '{"access_token":"good"}' },
  ]
  const { url } = await endpoint(t, nth => answers[nth - 1] ?? { body: '' })
  const tokens = byUrl(url)
  for (const why of [/answered 401/, /not JSON/, /without access_token/])
    await assert.rejects(tokens.get(), error => {
      assert.equal((error as { code?: string }).code, 'token_unavailable')
      assert.match((error as Error).message, why)
      assert.ok(!String(error).includes(secret))
      return true
    })
  assert.equal(await tokens.get(), 'good')
})

test('a program prints the token, and the expiry inside it counts', async () => {
  const now = Math.floor(Date.now() / 1_000)
  const lasting = jwt(now + 3_600)
  const script = 'console.log(process.argv[1])'
  const kept = byCommand(script, lasting)
  assert.equal(await kept.get(), lasting)
  assert.equal(await byCommand(script, 'opaque').get(), 'opaque')
})

test('a program that fails is told by its name alone', async () => {
  const fails = byCommand('console.error(process.argv[1]); process.exit(3)', secret)
  await assert.rejects(fails.get(), error => {
    assert.match((error as Error).message, /^token_command .*: failed with 3$/)
    assert.ok(!String(error).includes(secret))
    return true
  })
  await assert.rejects(byCommand('').get(), { message: /expected one token/ })
  const missing = new Tokens({ mechanism: 'oauthbearer', token_command: ['/nowhere/token'] })
  await assert.rejects(missing.get(), { message: /\/nowhere\/token: failed with ENOENT/ })
})
