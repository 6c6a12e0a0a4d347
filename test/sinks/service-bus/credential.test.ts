import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { defaultCredential, unhurried } from '../../../sinks/service-bus/credential.ts'

const tokenUntil = (expiresOnTimestamp: number) => ({
  getToken: async () => ({ token: 'token-secret', expiresOnTimestamp }),
})

test('the library is looked for when the first token is needed, and says that there is none', async t => {
  const before = process.env['AZURE_TOKEN_CREDENTIALS']
  // Only the environment is looked at: no other program is started, no address asked.
  process.env['AZURE_TOKEN_CREDENTIALS'] = 'EnvironmentCredential'
  t.after(() => {
    if (before === undefined) delete process.env['AZURE_TOKEN_CREDENTIALS']
    else process.env['AZURE_TOKEN_CREDENTIALS'] = before
  })
  const loaded = () =>
    Object.keys(createRequire(import.meta.url).cache).some(path => path.includes('/msal-node/'))
  const credential = defaultCredential()
  assert.equal(loaded(), false)
  await assert.rejects(credential.getToken('scope'), { name: /^(Credential|AggregateAuth)/ })
})

test('a token that is about to expire is not renewed without a pause', async () => {
  const token = await unhurried(tokenUntil(Date.now() + 1_000), 500).getToken('scope')
  const renewedIn = token!.expiresOnTimestamp - 120_000 - Date.now()
  assert.ok(renewedIn > 400 && renewedIn <= 500, `in ${renewedIn} ms`)
})

test('one that lives long is left as it is; none is none', async () => {
  const expires = Date.now() + 3_600_000
  assert.equal((await unhurried(tokenUntil(expires)).getToken('scope'))!.expiresOnTimestamp, expires)
  assert.equal(await unhurried({ getToken: async () => null }).getToken('scope'), null)
})
