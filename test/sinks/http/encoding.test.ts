import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { encode } from '../../../sinks/http/encoding.ts'

const body = Buffer.from('{"a":1}'.repeat(1_000))

test('gzip and zstd give the body back', () => {
  const gzip = encode(body, { name: 'gzip', above: 1024 })
  assert.equal(gzip.name, 'gzip')
  assert.deepEqual(gunzipSync(gzip.body), body)
  const zstd = encode(body, { name: 'zstd', above: 1024 })
  assert.equal(zstd.name, 'zstd')
  assert.deepEqual(zstdDecompressSync(zstd.body), body)
})

test('what is small, or would get larger, goes as it is', () => {
  assert.deepEqual(encode(body, { name: 'gzip', above: 10_000 }), { body, name: '' })
  const noise = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  assert.deepEqual(encode(noise, { name: 'zstd', above: 0 }), { body: noise, name: '' })
  assert.deepEqual(encode(body, undefined), { body, name: '' })
})
