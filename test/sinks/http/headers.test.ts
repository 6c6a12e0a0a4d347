import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedHeaders, headersOf, headerText, ownHeaders } from '../../../sinks/http/headers.ts'
import { type DeliveryOptions, delivery } from '../../helpers/deliveries.ts'

function fixed(own: { readonly [name: string]: string }): readonly string[] {
  return fixedHeaders(new Map(Object.entries(own)), 'Sluice/1.2.3')
}

function named(options: DeliveryOptions): ReadonlyMap<string, string> {
  const flat = headersOf(delivery(options), [])
  return new Map(flat.flatMap((part, index) => (index % 2 === 0 ? [[part, flat[index + 1]!]] : [])))
}

test('content type and user agent are set, unless the configuration has them in any case', () => {
  assert.deepEqual(fixed({}), ['Content-Type', 'application/json', 'User-Agent', 'Sluice/1.2.3'])
  assert.deepEqual(fixed({ 'content-TYPE': 'text/plain', 'USER-agent': 'own' }), [
    'content-TYPE',
    'text/plain',
    'USER-agent',
    'own',
  ])
})

test('of names that differ in case only, the last wins', () => {
  assert.deepEqual(fixed({ 'X-a': '1', 'x-A': '2' }).slice(4), ['x-A', '2'])
})

test('every header that a delivery brings is one of our own names', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const names = [...named({ offset: 1, replayId: 'again', traceparent }).keys()]
  assert.equal(names.length, 10)
  assert.deepEqual(
    names.filter(name => !ownHeaders.test(name.toLowerCase())),
    [],
  )
})

test('the fixed headers come after the own ones, unchanged', () => {
  const flat = headersOf(delivery(), ['A', 'b', 'C', 'd'])
  assert.deepEqual(flat.slice(-4), ['A', 'b', 'C', 'd'])
  assert.equal(flat[0], 'Idempotency-Key')
})

test('the idempotency key is the dedup id, not the egress id', () => {
  const headers = named({ offset: 1, replayId: 'again' })
  assert.equal(headers.get('Idempotency-Key'), `${headers.get('Sluice-Egress-Id')}:again`)
  assert.equal(headers.get('Sluice-Replay-Id'), 'again')
  assert.equal(named({ offset: 1 }).has('Sluice-Replay-Id'), false)
})

test('a trace context goes on where it has the form of one', () => {
  const good = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const later = `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-more`
  for (const traceparent of [good, later])
    assert.equal(named({ traceparent }).get('traceparent'), traceparent)
  for (const traceparent of [
    '',
    'x',
    good.toUpperCase(),
    `${good}\r\nX-Evil: 1`,
    `${later}${'x'.repeat(300)}`,
  ])
    assert.equal(named({ traceparent }).has('traceparent'), false, JSON.stringify(traceparent))
})

test('text as a header value: printable ASCII stays, the rest and % is percent-encoded', () => {
  assert.equal(headerText('object_updated ~!"#'), 'object_updated ~!"#')
  assert.equal(headerText('100%'), '100%25')
  assert.equal(headerText('a\r\nb\0\x7f\t'), 'a%0D%0Ab%00%7F%09')
  assert.equal(headerText('é\u{1f600}'), '%C3%A9%F0%9F%98%80')
  assert.equal(headerText('\ud83d'), '%EF%BF%BD')
})

test('long text is cut, also in the middle of a pair', () => {
  assert.equal(headerText('x'.repeat(300)), 'x'.repeat(256))
  assert.equal(headerText(`${'x'.repeat(255)}\u{1f600}`), `${'x'.repeat(255)}%EF%BF%BD`)
})
