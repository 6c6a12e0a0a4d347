import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { httpOptions } from '../../../sinks/http/options.ts'
import { type MadeRequest, Requests } from '../../../sinks/http/requests.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { type MadeOptions, sinkContext } from './make.ts'

function requests(options: MadeOptions & { readonly url?: string } = {}): Requests {
  return new Requests(
    httpOptions({ type: 'http', url: 'https://crm.example/hook', ...options }, sinkContext).request,
  )
}

function headers({ headers }: MadeRequest): { [name: string]: string } {
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]!]] : []))
  assert.equal(
    new Set(pairs.map(([name]) => name!.toLowerCase())).size,
    pairs.length,
    'a header stands twice',
  )
  return Object.fromEntries(pairs)
}

test('address, headers and method are filled in for each delivery', () => {
  const made = requests({
    url: 'https://{{ model }}.example/{{ type }}',
    method: 'PUT',
    headers: { 'X-Type': '{{ objectType }}', 'X-Fixed': 'f' },
  })
  const request = made.one(delivery(), 0)
  assert.deepEqual(
    [request.method, request.address.origin, request.address.path],
    ['PUT', 'https://device.example', '/object_updated'],
  )
  assert.equal(headers(request)['X-Type'], 'dcim.device')
  assert.equal(headers(request)['X-Fixed'], 'f')
})

test('headers as text are filled in as a whole, then split into lines', () => {
  const made = requests({
    headers:
      'X-Type: {{ type }}\nContent-Type: text/{{ model }}\nContent-Length: 1\nSluice-Topic: {{ type }}',
  })
  const found = headers(made.one(delivery(), 0))
  assert.equal(found['X-Type'], 'object_updated')
  assert.equal(found['Content-Type'], 'text/device')
  assert.equal(found['Content-Length'], undefined)
  assert.equal(found['Sluice-Topic'], 'netbox.events')
})

test('the content type is the configured one, else that of the body', () => {
  const other = { ...delivery(), contentType: 'application/cloudevents+json' }
  assert.equal(headers(requests().one(delivery(), 0))['Content-Type'], 'application/json')
  assert.equal(headers(requests().one(other, 0))['Content-Type'], 'application/cloudevents+json')
  assert.equal(headers(requests({ content_type: 'text/x' }).one(other, 0))['Content-Type'], 'text/x')
})

test('CloudEvents in binary mode has its attributes in headers', () => {
  const cloudEvent = [
    ['specversion', '1.0'],
    ['subject', 'a "b" %é'],
    ['datacontenttype', 'application/json'],
  ] as const
  const found = headers(requests().one({ ...delivery(), cloudEvent }, 0))
  assert.equal(found['ce-specversion'], '1.0')
  assert.equal(found['ce-subject'], 'a %22b%22 %25%C3%A9')
  assert.equal(found['ce-datacontenttype'], undefined)
})

test('a signature covers the bytes that are sent, and its header is always ours', () => {
  const made = requests({
    headers: { 'x-hook-signature': 'forged' },
    signatures: [{ scheme: 'netbox', secrets: ['s'] }],
    compression: 'gzip',
    compression_above: 10,
  })
  const body = Buffer.from('{"a":1}'.repeat(100))
  const request = made.one(delivery({ body }), 0)
  assert.deepEqual(gunzipSync(request.body), body)
  const found = headers(request)
  assert.equal(found['Content-Encoding'], 'gzip')
  assert.equal(found['X-Hook-Signature'], createHmac('sha512', 's').update(request.body).digest('hex'))
  assert.equal(found['x-hook-signature'], undefined)
})

test('auth wins over a configured header of its name', () => {
  const made = requests({ headers: { authorization: 'x' }, auth: { type: 'bearer', token: 't' } })
  const found = headers(made.one(delivery(), 0))
  assert.equal(found['Authorization'], 'Bearer t')
  assert.equal(found['authorization'], undefined)
})

test('a batch has one body, one id and no place', () => {
  const made = requests({ batch: { max_count: 10 }, signatures: [{ scheme: 'github', secrets: ['s'] }] })
  const request = made.batch(deliveries(3), 0)
  assert.equal((JSON.parse(request.body.toString()) as unknown[]).length, 3)
  const found = headers(request)
  assert.equal(found['Idempotency-Key'], 'batch of 3')
  assert.equal(found['Sluice-Batch-Count'], '3')
  assert.equal(found['Sluice-Offset'], undefined)
  assert.equal(
    found['X-Hub-Signature-256'],
    `sha256=${createHmac('sha256', 's').update(request.body).digest('hex')}`,
  )
})

const failures: readonly {
  name: string
  options: MadeOptions & { url?: string }
  type?: string
  message: RegExp
}[] = [
  { name: 'a template that fails', options: { url: 'https://a/{{ fails }}' }, message: /line 1, column 4/ },
  { name: 'an address that is none', options: { url: '{{ type }}' }, message: /^url: no address/ },
  {
    name: 'another scheme',
    options: { url: '{{ type }}' },
    type: 'file:///etc',
    message: /^url: no address/,
  },
  {
    name: 'a password',
    options: { url: '{{ type }}' },
    type: 'http://u:secret@a/',
    message: /has a user name or password/,
  },
  {
    name: 'a line break in a header',
    options: { headers: { A: '{{ type }}' } },
    type: 'secret\r\nB: c',
    message: /^header A: has a/,
  },
  {
    name: 'no name of a header',
    options: { headers: '{{ type }}: x' },
    type: 'a b',
    message: /name that is none/,
  },
]
for (const { name, options, type = 'object_updated', message } of failures)
  test(`${name} is an error that shows no value`, () => {
    const made = requests(options)
    const one = delivery()
    const error = (() => {
      try {
        made.one({ ...one, event: { ...one.event, type } }, 0)
      } catch (error) {
        return error as Error & { code: string }
      }
      return assert.fail('it was made')
    })()
    assert.equal(error.code, 'template_failed')
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /secret/)
  })

test('a fixed address that cannot be used is a fault of the configuration', () => {
  assert.throws(() => requests({ url: 'http://a b/' }).one(delivery(), 0), { code: 'address_invalid' })
})
