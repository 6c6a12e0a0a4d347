// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { converted, masked, withoutSecrets } from '../../src/config/convert.ts'
import type { Mark } from '../../src/config/schemas.ts'

const marks = new Map<string, Mark>([
  ['/a/0', { unit: 'duration' }],
  ['/size', { unit: 'size' }],
  ['/listen', { unit: 'address' }],
  ['/off', { unit: 'address' }],
  ['/path', { unit: 'path' }],
  ['/secret', { mask: 'secret' }],
  ['/url', { mask: 'origin' }],
  ['/command', { mask: 'value' }],
])

test('units become numbers, addresses host and port, paths absolute', () => {
  const value = { a: ['10s', '10s'], size: '1KiB', listen: '[::1]:80', off: 'none', path: './x', other: 1n }
  assert.deepEqual(converted(value, marks, '/etc/sluice'), {
    a: [10_000, '10s'],
    size: 1_024,
    listen: { host: '::1', port: 80 },
    off: undefined,
    path: '/etc/sluice/x',
    other: 1n,
  })
})

test('what people see has no secret, and of an address scheme and host', () => {
  const value = {
    secret: 's3cret',
    url: 'https://u:p@h:8443/path?token=x',
    command: ['/bin/x', 's3cret'],
    n: 1,
  }
  const { value: shown, hidden } = masked(value, value, marks)
  assert.deepEqual(shown, { secret: 'configured', url: 'https://h:8443', command: 'configured', n: 1 })
  assert.deepEqual(hidden, [['secret'], ['command']])
})

test('an address of any scheme is shown by its scheme and host, and what is none not at all', () => {
  const shown = (url: string) => masked({ url }, {}, marks).value
  assert.deepEqual(shown('mqtts://u:p@h:8883'), { url: 'mqtts://h:8883' })
  assert.deepEqual(shown('wss://h/path?token=x'), { url: 'wss://h' })
  assert.deepEqual(shown('s3cret'), { url: 'configured' })
  assert.deepEqual(shown('mailto:s3cret'), { url: 'configured' })
})

test('what a reference stands for is not shown, secret or not', () => {
  const written = { url: 'https://${env:HOST}/', n: 1, deep: [{ token: 'x ${env:T}', plain: '$${x}' }] }
  const value = { url: 'https://h/', n: 1, deep: [{ token: 'x s3cret', plain: '${x}' }] }
  assert.deepEqual(masked(value, written, marks).value, {
    url: 'https://h',
    n: 1,
    deep: [{ token: 'x ${env:T}', plain: '${x}' }],
  })
})

test('a secret that is written out is taken out, a reference stays', () => {
  assert.deepEqual(withoutSecrets({ secret: 's3cret', n: 1 }, marks), { secret: 'literal', n: 1 })
  assert.deepEqual(withoutSecrets({ secret: '${env:X}' }, marks), { secret: '${env:X}' })
})
