// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, warningsOf, whole } from '../helpers/config-files.ts'

const withKeys = (keys: string) => whole.replace('type: http', `type: http, ${keys}`)

test('a secret that is written out warns, and is not quoted', async t => {
  assert.deepEqual(await warningsOf(t, withKeys('headers: { Authorization: Bearer hunter2, Accept: x }')), [
    'main.yaml:3 sinks.crm.headers.Authorization: a secret is written out here (use ${env:NAME} or ${file:/path})',
  ])
})

test('a reference does not warn, with text around it neither', async t => {
  const headers = withKeys('headers: { Authorization: "Bearer ${env:TOKEN}", X-Token: "${env:TOKEN}" }')
  assert.deepEqual(await warningsOf(t, headers, { TOKEN: 'hunter2' }), [])
})

test('an address that cannot be parsed is a problem, and is not quoted', async t => {
  for (const url of ['https://a b/hunter2', 'http://x:99999/hunter2', 'http://[::1/hunter2']) {
    const sasl = `{ mechanism: oauthbearer, token_url: "${url}", client_id: i, client_secret: "\${env:S}" }`
    const [line] = await linesOf(t, `log: { type: kafka, brokers: ["x:1"], sasl: ${sasl} }\n${whole}`, {
      S: 's',
    })
    assert.match(
      line!,
      /sasl\.token_url: is no address that can be parsed \(look at the host and the port\)$/,
    )
  }
})

test('the address of a sink is looked at by its type: it may be a template, its host too', async t => {
  assert.deepEqual(
    await warningsOf(t, whole.replace('https://crm.example.com/hooks', 'https://{{ data.host }}/')),
    [],
  )
})

test('a secret of which a reference leaves nothing warns; where nothing at all is left it is a problem', async t => {
  const bearer = withKeys('headers: { Authorization: "Bearer ${env:CRM_TOKEN}" }')
  assert.deepEqual(await warningsOf(t, bearer, { CRM_TOKEN: '' }), [
    'main.yaml:3 sinks.crm.headers.Authorization: ${env:CRM_TOKEN}: is empty (set it, or leave it out here)',
  ])
  const bare = withKeys('headers: { Authorization: "${env:CRM_TOKEN}" }')
  assert.deepEqual(await linesOf(t, bare, { CRM_TOKEN: '' }), [
    'main.yaml:3 sinks.crm.headers.Authorization: is empty',
  ])
  const inUrl = whole.replace('/hooks', '/hooks/${env:CRM_TOKEN}')
  assert.match(
    (await warningsOf(t, inUrl, { CRM_TOKEN: '' }))[0]!,
    /sinks\.crm\.url: \$\{env:CRM_TOKEN\}: is empty/,
  )
  const plain = `identity: { netbox_version: "\${env:VERSION}" }\n${whole}`
  assert.deepEqual(await warningsOf(t, plain, { VERSION: '' }), [])
})
