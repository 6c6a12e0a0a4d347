/** Every fault of the table in docs/http.md, and what becomes of it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { packageFolder } from '../../../src/package.ts'
import { deadPort, type RawScript, rawServer } from '../../helpers/http-server.ts'
import { httpSinkTo, outcomeFrom } from './make.ts'

const hurried = 400 // ms; a deadline that is meant to pass
const ok = 'HTTP/1.1 200 OK\r\n'

/** Writes a text again and again, until the connection is gone. */
function drip(text: string): RawScript {
  return socket => {
    const timer = setInterval(() => socket.write(text), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

const scripts: { readonly [fault: string]: RawScript } = {
  'the connection is closed without an answer': socket => socket.destroy(),
  'the connection is reset': socket => socket.resetAndDestroy(),
  'no answer comes': () => {},
  'the headers come one byte at a time, for ever': (socket, request) => {
    socket.write(`${ok}X-Slow: `)
    drip('x')(socket, request)
  },
  'the body comes one byte at a time, for ever': (socket, request) => {
    socket.write(`${ok}Content-Length: 60000\r\n\r\n`)
    drip('x')(socket, request)
  },
  'the body never ends': (socket, request) => {
    socket.write(`${ok}Connection: close\r\n\r\n`)
    drip('x'.repeat(20_000))(socket, request)
  },
  'the body breaks off': socket => socket.end(`${ok}Content-Length: 100\r\n\r\nhalf`),
  "a chunk's size is no number": socket => socket.write(`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n`),
  'garbage instead of HTTP': socket => socket.write('\x16\x03\x01 hello, this is no HTTP\r\n\r\n'),
  'more than 16 KiB of headers': socket => socket.write(`${ok}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
  '100 (Continue) that nobody asked for': socket => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  'only interim answers': drip('HTTP/1.1 103 Early Hints\r\n\r\n'),
  'a redirect': socket =>
    socket.write('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
  'the other side stops writing, but reads on': socket => socket.end(),
  'the connection is closed as the request comes': socket => socket.end(),
}

/** Rows of the table: fault, outcome, reason. */
const rows = [
  ...readFileSync(join(packageFolder, 'docs/http.md'), 'utf8')
    .split('| fault | outcome | reason |')[1]!
    .matchAll(/^\| ([^|-][^|]*) \| (\w+) \| (?:`([^`]*)`)? ?\|$/gm),
].map(([, fault = '', outcome = '', reason = '']) => ({ fault, outcome, reason }))

async function addressFor(t: TestContext, fault: string): Promise<string> {
  if (fault === 'nobody listens') return `http://127.0.0.1:${await deadPort()}`
  const script = scripts[fault]
  assert.ok(script, `no script for "${fault}"`)
  return (await rawServer(t, script)).origin
}

for (const { fault, outcome, reason } of rows)
  test(`${fault}: ${outcome}, and the slot is free again`, async t => {
    const origin = await addressFor(t, fault)
    const sink = await httpSinkTo(t, origin, { timeout: reason.endsWith('in time') ? hurried : 20_000 })
    for (let again = 0; again < 2; again++) {
      const found = await outcomeFrom(sink)
      assert.equal(found.kind, outcome)
      assert.equal(found.kind === 'delivered' ? '' : found.reason.slice(`${origin}: `.length), reason)
    }
    await sink.close()
  })

test('the table has every fault, and every fault its row', () => {
  assert.deepEqual(
    rows.map(({ fault }) => fault).toSorted(),
    ['nobody listens', ...Object.keys(scripts)].toSorted(),
  )
})
