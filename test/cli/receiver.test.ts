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
    /^sluice: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE[\s\S]*--port chooses another port/,
  )
})

test('a port that is no number is exit code 2', async () => {
  const { code, err } = await cli(['receiver', '--port', '90000'])
  assert.equal(code, 2)
  assert.match(err, /found "90000", expected a number from 0 to 65535/)
})
