import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'

test('the receiver prints what it gets, whatever method, path and content type, until Ctrl-C', async () => {
  let sent = false
  const ended = await cli(['receiver', '--port', '0'], {
    stop: /Completed request #2/,
    onOutput(out) {
      const url = /http:\/\/[\d.]+:\d+/.exec(out)?.[0]
      if (url === undefined || sent) return
      sent = true
      void send(url)
    },
  })
  assert.equal(ended.code, 0)
  assert.match(ended.out, /^Listening on port http:\/\/127\.0\.0\.1:\d+\. Stop with CONTROL-C\.\n/)
  assert.match(ended.out, /\[1\] .* 127\.0\.0\.1 "POST \/a\/b\?c=1 HTTP\/1\.1" 200 -\n/)
  assert.match(ended.out, /\n\{\n {4}"foo": "bar"\n\}\nCompleted request #1\n-{12}\n/)
  assert.match(ended.out, /\[2\] .* "PATCH \/ HTTP\/1\.1" 200 -\n[\s\S]*\n\nfoo=bar\nCompleted request #2\n/)
  assert.match(ended.out, /\nExiting\.\.\.\n$/)
})

async function send(url: string): Promise<void> {
  const headers = { connection: 'close' }
  const first = await fetch(`${url}/a/b?c=1`, { method: 'POST', headers, body: '{"foo":"bar"}' })
  assert.equal(await first.text(), 'Webhook received!\n')
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  await (await fetch(url, { method: 'PATCH', headers: form, body: 'foo=bar' })).text()
}

test('a port that is taken is one clear message and exit code 1', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const { code, err } = await cli(['receiver', '--port', String(port)])
  assert.equal(code, 1)
  assert.match(
    err,
    /^sluice: --port: cannot listen on 127\.0\.0\.1:\d+: the port is taken by another process\n {2}stop that process, or name another port in --port/,
  )
})

test("an address that is not this machine's is one clear message and exit code 1", async () => {
  const { code, err } = await cli(['receiver', '--host', '192.0.2.1', '--port', '0'])
  assert.equal(code, 1)
  assert.match(err, /^sluice: --host: cannot listen on 192\.0\.2\.1:0: this machine has no such address\n/)
})

test('an IPv6 address is printed as a URL that can be used', async () => {
  const { code, out } = await cli(['receiver', '--host', '::1', '--port', '0'], { stop: /Listening/ })
  assert.equal(code, 0)
  assert.match(out, /^Listening on port http:\/\/\[::1\]:\d+\. Stop/)
})

test('a receiver whose output nobody reads ends without a word', async () => {
  let sent = false
  const ended = await cli(['receiver', '--port', '0'], {
    unread: /Listening/,
    onOutput(out) {
      const url = /http:\/\/[\d.]+:\d+/.exec(out)?.[0]
      if (url === undefined || sent) return
      sent = true
      void send(url).catch(() => {}) // it may leave before the second request
    },
  })
  assert.deepEqual([ended.code, ended.err], [0, ''])
})
