import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ReceivedRequest, requestText } from '../../src/cli/request-text.ts'

const request = (body: string | Buffer, fields: Partial<ReceivedRequest> = {}): ReceivedRequest => ({
  method: 'POST',
  target: '/a/b?c=1',
  version: '1.1',
  client: '127.0.0.1',
  time: new Date('2026-11-22T05:33:47Z'),
  rawHeaders: ['Host', 'localhost:9000', 'content-TYPE', 'application/json'],
  body: Buffer.from(body),
  length: Buffer.byteLength(body),
  status: 200,
  ...fields,
})

test("a request is printed as NetBox's receiver prints it", () => {
  assert.equal(
    requestText(1, request('{"foo":"bar"}'), true),
    `[1] Sun, 22 Nov 2026 05:33:47 GMT 127.0.0.1 "POST /a/b?c=1 HTTP/1.1" 200 -
Host: localhost:9000
content-TYPE: application/json

{
    "foo": "bar"
}
Completed request #1
------------
`,
  )
})

test('headers can be left out', () => {
  assert.equal(requestText(7, request('{}'), false).split('\n')[1], '{}')
})

test('a body of any content type is shown', () => {
  const text = request('a=1&b=2', { rawHeaders: ['Content-Type', 'application/x-www-form-urlencoded'] })
  assert.match(requestText(1, text, true), /\n\na=1&b=2\nCompleted/)
})

test('no body says so', () => {
  assert.match(requestText(1, request(''), true), /\n\(No body\)\n/)
})

test('JSON that is broken off is shown as text', () => {
  assert.match(requestText(1, request('{"foo":'), true), /\n\{"foo":\n/)
})

test('bytes that are no text are shown as digits', () => {
  assert.match(
    requestText(1, request(Buffer.from([0xff, 0x00])), true),
    /\n\(2 bytes that are no text\) ff00\n/,
  )
})

test('control characters in target, headers and body cannot move the cursor', () => {
  const hostile = request('\u001b[2J', { target: '/\u001b[1A', rawHeaders: ['X', '\u009b2K'] })
  const text = requestText(1, hostile, true)
  assert.ok(!/[\u001b\u009b]/.test(text), text)
  assert.ok(text.includes('\\u001b[2J') && text.includes('/\\u001b[1A'))
})

test('a body that was cut says how long it was', () => {
  assert.match(
    requestText(1, request('abc', { length: 5_000_000 }), true),
    /\nabc\n\(5000000 bytes in all, the first 3 are shown\)\n/,
  )
})
