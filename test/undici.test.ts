import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import * as undici from 'undici'
import { Client, errors } from '../src/undici.ts'
import { ROOT } from './servers/cache.ts'

test('it is the same client and the same errors as undici has at its front door', () => {
  assert.equal(Client, undici.Client)
  assert.equal(errors.ConnectTimeoutError, undici.errors.ConnectTimeoutError)
})

test('a client asks by itself, without what undici brings along otherwise', async t => {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const script = `
    const { Client } = await import(${JSON.stringify(join(ROOT, 'src/undici.ts'))})
    const client = new Client('http://127.0.0.1:${port}')
    const { body } = await client.request({ method: 'GET', path: '/' })
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(${JSON.stringify(join(ROOT, 'package.json'))}).cache)
    console.log(JSON.stringify({ text: await body.text(), fetch: loaded.some(file => file.includes('lib/web/fetch/index')) }))
    await client.close()`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  assert.deepEqual(JSON.parse(stdout), { text: 'here', fetch: false })
})
