import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, addressOf, isStorable, templateProblem } from '../../../sinks/http/address.ts'

const good: readonly (readonly [text: string, expected: Partial<Address>])[] = [
  ['http://example.com/hook', { origin: 'http://example.com', port: 80, path: '/hook', secure: false }],
  [
    'HTTPS://Example.com',
    { origin: 'https://example.com', host: 'example.com', port: 443, path: '/', secure: true },
  ],
  ['http://webhook-receiver:8080/hook?a=b#part', { host: 'webhook-receiver', port: 8080, path: '/hook?a=b' }],
  ['http://my_host.example.com/hook', { host: 'my_host.example.com' }],
  ['http://[2001:db8::1]:81/', { host: '2001:db8::1', port: 81 }],
  ['  http://a/', { host: 'a' }],
  ['http://a/x y\n', { path: '/x%20y%0A' }],
  ['http://a/é"<>', { path: '/%C3%A9%22%3C%3E' }],
  ['http://2130706433/', { host: '127.0.0.1' }],
  ['http://bücher.example/', { host: 'xn--bcher-kva.example' }],
]
for (const [text, expected] of good)
  test(`${JSON.stringify(text)} is an address`, () => {
    const address = addressOf(text)
    assert.ok(typeof address === 'object')
    for (const [key, value] of Object.entries(expected)) assert.equal(Reflect.get(address, key), value, key)
  })

for (const text of [
  '',
  'not-a-url-at-all',
  'file:///etc/passwd',
  'http:///hook',
  'http:hook',
  'http:/hook',
  'http:\\\\hook',
  'http://[2001:db8::1/hook',
  'ftp://x/y',
  '//host/path',
  'http://a b/',
  'http://?x',
])
  test(`${JSON.stringify(text)} is none`, () =>
    assert.match(String(addressOf(text)), /^no address that begins/))

test('a user name and a password are taken out', () => {
  for (const [text, expected] of [
    ['http://a/', ''],
    ['http://user:secret@a/', 'user:secret'],
    ['http://u%3Aser@a/', 'u:ser:'],
    ['http://:p%zz@a/', ':p%zz'],
  ] as const) {
    const address = addressOf(text)
    assert.ok(typeof address === 'object')
    assert.equal(address.userinfo, expected)
    assert.doesNotMatch(address.origin + address.path, /secret/)
  }
})

test('NetBox stores a host that no host can be, and a port that is none', () => {
  for (const text of ['http://a b/', ' HTTPS://a b?c', 'http://a:99999/', 'http://u@%zz:port/'])
    assert.ok(isStorable(text), text)
  for (const text of [
    'http:///a b',
    'http://?a',
    'http://:80/',
    'http://user@/',
    'not a url',
    'ftp://a b/',
    'http://[2001:db8::1/hook',
    'http://[zz]/',
  ])
    assert.ok(!isStorable(text), text)
})

test('of a templated address only a literal scheme can be wrong beforehand', () => {
  for (const text of ['file:///{{ x }}', 'FILE:///{{ x }}', 'javascript:{{ x }}', ' ftp://{{ x }}'])
    assert.match(templateProblem(text) ?? '', /neither http nor https/)
  for (const text of [
    'http://{{ x }}/',
    'HTTPS://{{ x }}',
    '{{ x }}://a',
    '{% if x %}http://a/{% endif %}',
    '{# c #}ftp://x',
  ])
    assert.equal(templateProblem(text), undefined)
})
