import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { authOf, clientOf } from '../../../sinks/pubsub/credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-pubsub-'))
after(() => rmSync(folder, { recursive: true }))

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString()
const account = { type: 'service_account', client_email: 'sluice@p.iam.example', private_key: privateKey }
const federation = {
  type: 'external_account',
  audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
  subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  token_url: 'https://sts.googleapis.com/v1/token',
}
const user = { type: 'authorized_user', client_id: 'a', client_secret: 'b', refresh_token: 'c' }

function read(content: unknown) {
  const path = join(folder, 'credentials.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  const problems = new Problems('analytics')
  const client = clientOf(path, problems)
  return { client, problems: problems.found.map(({ path, message }) => `${path}: ${message}`) }
}

for (const [what, content, kind] of [
  ["a service account's key", account, 'JWT'],
  [
    'workload identity federation, by a file',
    { ...federation, credential_source: { file: '/var/run/token' } },
    'IdentityPoolClient',
  ],
  [
    'the same on AWS',
    {
      ...federation,
      subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
      credential_source: {
        environment_id: 'aws1',
        regional_cred_verification_url: 'https://sts.{region}.amazonaws.com',
      },
    },
    'AwsClient',
  ],
  [
    'the same by a program',
    { ...federation, credential_source: { executable: { command: '/bin/true' } } },
    'PluggableAuthClient',
  ],
  ["a user's", user, 'UserRefreshClient'],
] as const)
  test(`credentials of a file: ${what}, without a word on the console`, t => {
    const warn = t.mock.method(console, 'warn', () => {})
    const { client, problems } = read(content)
    assert.deepEqual(problems, [])
    assert.equal(client?.constructor.name, kind)
    assert.equal(warn.mock.callCount(), 0)
  })

for (const [what, content, expected] of [
  ['no JSON', '{', 'no JSON object'],
  ['a list', [], 'no JSON object'],
  ['no type', {}, 'is of a type that is not known here'],
  ['another type', { type: 'gdch_service_account' }, 'is of a type that is not known here'],
  ['no key', { ...account, private_key: '' }, 'has no private_key'],
  ['a key that is none', { ...account, private_key: 'secret' }, 'cannot be used'],
  ['half of a federation', { ...federation, audience: 1 }, 'has no audience, credential_source'],
] as const)
  test(`no credentials: ${what}`, () => {
    const { client, problems } = read(content)
    assert.equal(client, undefined)
    assert.deepEqual(problems, [`sinks.analytics.credentials_file: ${expected}`])
  })

test('no credentials: no file', () => {
  const problems = new Problems('analytics')
  assert.equal(clientOf(join(folder, 'none'), problems), undefined)
  assert.match(problems.found[0]!.message, /^cannot be read: ENOENT/)
})

test('an emulator is spoken to without looking for credentials, also without any', async () => {
  const auth = authOf(undefined, { host: 'h', port: 1, plain: true, origin: 'http://h' })
  assert.equal(await auth.getUniverseDomain(), 'googleapis.com')
})
