import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, amount, duration, isLoopback, rate, size } from '../../src/config/units.ts'

test('durations become milliseconds', () => {
  const cases = {
    '0s': 0,
    '250ms': 250,
    '10s': 10_000,
    '1.5m': 90_000,
    '24h': 86_400_000,
    '30d': 2_592_000_000,
  }
  for (const [text, milliseconds] of Object.entries(cases)) assert.equal(duration(text), milliseconds, text)
})

test('sizes become bytes, by 1024 and by 1000', () => {
  const cases = { '512B': 512, '64KiB': 65_536, '1.5MiB': 1_572_864, '10GB': 1e10, '1TiB': 2 ** 40 }
  for (const [text, bytes] of Object.entries(cases)) assert.equal(size(text), bytes, text)
})

test('rates become how many a second', () => {
  const cases = { '200/s': 200, '90/min': 1.5, '1800/h': 0.5, '0.5/s': 0.5 }
  for (const [text, perSecond] of Object.entries(cases)) assert.equal(rate(text), perSecond, text)
  for (const text of ['200', '200/', '/s', '200/ms', '200/m', '200 /s', '-1/s', '1/toString'])
    assert.equal(amount(text), undefined, text)
})

test('a number without its unit, or with another, is neither', () => {
  for (const text of [
    '10',
    '',
    's',
    '10 s',
    '-1s',
    '1e3s',
    '10S',
    '10kb',
    '10toString',
    '99999999999999999d',
    '.5s',
  ])
    assert.equal(amount(text), undefined, text)
})

test('addresses are host and port', () => {
  assert.deepEqual(address('127.0.0.1:8080'), { host: '127.0.0.1', port: 8080 })
  assert.deepEqual(address('[::1]:80'), { host: '::1', port: 80 })
  assert.deepEqual(address('localhost:0'), { host: 'localhost', port: 0 })
  for (const text of ['8080', ':8080', 'localhost', '::1:80', 'http://x:80', 'x:65536', 'x:', 'a b:80'])
    assert.equal(address(text), undefined, text)
})

test('loopback is what only this machine reaches', () => {
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1'])
    assert.equal(isLoopback(host), true, host)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '::ffff:10.0.0.1'])
    assert.equal(isLoopback(host), false, host)
})
