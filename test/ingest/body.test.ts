import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { deflateSync, gzipSync } from 'node:zlib'
import { Gone, readBody, tooLarge } from '../../src/ingest/body.ts'
import { Budget } from '../../src/ingest/budget.ts'

interface Given {
  readonly chunks?: readonly (Buffer | string)[]
  readonly headers?: { readonly [name: string]: string }
  readonly limit?: number
  readonly budget?: Budget
}

function read({ chunks = [], headers = {}, limit = 1_000, budget = new Budget(10_000) }: Given) {
  const request = Object.assign(new PassThrough(), { headers })
  const body = readBody(request as unknown as IncomingMessage, limit, budget.share())
  for (const chunk of chunks) request.write(chunk)
  request.end()
  return body
}

test('chunks become one body', async () => {
  assert.equal((await read({ chunks: ['{"a"', ':1}'] })).toString(), '{"a":1}')
  assert.equal((await read({ chunks: ['{}'], headers: { 'content-encoding': 'identity' } })).toString(), '{}')
  assert.equal((await read({})).length, 0)
})

test('a body that says it is too large is refused before it is read', async () => {
  const request = Object.assign(new PassThrough(), { headers: { 'content-length': '1001' } })
  const body = readBody(request as unknown as IncomingMessage, 1_000, new Budget(10_000).share())
  await assert.rejects(body, { status: 413, details: { limit: 1_000 } })
})

test('a body that turns out too large is refused', async () => {
  assert.equal((await read({ chunks: ['x'.repeat(600), 'y'.repeat(400)] })).length, 1_000)
  await assert.rejects(read({ chunks: ['x'.repeat(600), 'y'.repeat(401)] }), { status: 413 })
})

test('what all bodies together may hold is not exceeded', async () => {
  const budget = new Budget(1_500)
  budget.share().take(1_000)
  assert.equal((await read({ chunks: ['x'.repeat(400)], budget })).length, 400)
  await assert.rejects(read({ chunks: ['x'.repeat(400)], budget }), {
    status: 503,
    headers: { 'Retry-After': '5' },
  })
  await assert.rejects(read({ chunks: [gzipSync('{}')], headers: { 'content-encoding': 'gzip' }, budget }), {
    status: 503,
  })
})

test('gzip is decompressed, also in several members', async () => {
  const chunks = [gzipSync('{"a":'), gzipSync('1}')]
  for (const encoding of ['gzip', 'GZIP', 'x-gzip']) {
    const body = await read({ chunks, headers: { 'content-encoding': encoding } })
    assert.equal(body.toString(), '{"a":1}')
  }
})

test('what a body decompresses to is bounded', async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000))
  assert.ok(bomb.length < 20_000)
  const headers = { 'content-encoding': 'gzip' }
  await assert.rejects(read({ chunks: [bomb], headers, limit: 50_000, budget: new Budget(1_000_000) }), {
    status: 413,
  })
})

test('what is not gzip, or not all of it, is refused', async () => {
  const headers = { 'content-encoding': 'gzip' }
  for (const chunk of ['{"a":1}', gzipSync('{"a":1}').subarray(0, 15), deflateSync('{}'), '']) {
    await assert.rejects(read({ chunks: [chunk], headers }), { status: 400, code: 'not_gzip' })
  }
})

test('other encodings are refused with the one that is taken', async () => {
  for (const encoding of ['br', 'deflate', 'zstd', 'gzip, gzip']) {
    await assert.rejects(read({ chunks: ['{}'], headers: { 'content-encoding': encoding } }), {
      status: 415,
      headers: { 'Accept-Encoding': 'gzip' },
    })
  }
})

test('a caller who goes away is nobody to answer', async () => {
  const request = Object.assign(new PassThrough(), { headers: {} })
  const body = readBody(request as unknown as IncomingMessage, 1_000, new Budget(10_000).share())
  request.write('{"a"')
  request.destroy()
  await assert.rejects(body, Gone)
})

test('the limit is named', () => {
  assert.equal(tooLarge(1_048_576).message, 'the body is larger than 1048576 bytes')
})
