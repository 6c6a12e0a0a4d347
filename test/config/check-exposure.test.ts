// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/index.ts'
import { ConfigError, describeProblem } from '../../src/errors.ts'
import { folderWith } from '../helpers/config-files.ts'

const env = { TOKEN: 'hunter2', REGION: 'eu' }

/** Problems and warnings about a sink, as lines. */
async function said(t: Parameters<typeof folderWith>[0], sink: string): Promise<readonly string[]> {
  const folder = folderWith(t, {
    'main.yaml': `ingest: { listen: 127.0.0.1:8080 }
sinks:
  crm: { type: http, url: "https://crm.example/", ${sink} }
rules:
  - { name: a, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
`,
  })
  const lines = (problems: ConfigError['problems']) =>
    problems.map(problem => describeProblem(problem).replaceAll(`${folder}/`, ''))
  try {
    return lines((await loadConfig(join(folder, 'main.yaml'), env)).warnings)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return lines(error.problems)
  }
}

test('verification that is off warns, and says what it leaves out', async t => {
  assert.deepEqual(await said(t, 'tls: { verify: false }'), [
    'main.yaml:3 sinks.crm.tls.verify: neither the certificate nor the name of the other side is checked (name its authority in `tls.ca` instead)',
  ])
  assert.deepEqual(await said(t, 'tls: { ca: ./ca.pem }'), [])
})

test('a proxy that resolves names warns', async t => {
  const [line] = await said(t, 'proxy: "http://proxy:1", proxy_resolves: true')
  assert.match(line!, /^main\.yaml:3 sinks\.crm\.proxy_resolves: the proxy alone decides/)
})

test('a variable that a secret comes from cannot be read by templates; another can', async t => {
  const auth = 'auth: { type: bearer, token: "x${env:TOKEN}" }'
  const [line] = await said(t, `${auth}, env_allow: [REGION, TOKEN]`)
  assert.match(
    line!,
    /^main\.yaml:3 sinks\.crm\.env_allow\[1\]: the secret at sinks\.crm\.auth\.token comes from/,
  )
  assert.deepEqual(await said(t, `${auth}, env_allow: [REGION]`), [])
})
