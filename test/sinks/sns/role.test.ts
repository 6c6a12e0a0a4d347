import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RoleError, type RoleOptions, roleOf } from '../../../sinks/sns/role.ts'
import { deadPort } from '../../helpers/http-server.ts'
import { accessKey, SnsDouble } from '../../helpers/sns-double.ts'
import { never } from './make.ts'

const role_arn = 'arn:aws:iam::123456789012:role/sluice'

function optionsOf(endpoint: string, options: Partial<RoleOptions> = {}): RoleOptions {
  return { role_arn, endpoint, region: 'us-east-1', fips: false, sink: 'audit log', ...options }
}

test('a role is asked for with what is configured', async t => {
  const double = await SnsDouble.start(t)
  const options = optionsOf(double.url, { external_id: 'x1', session_name: 'me', duration: 900_000 })
  const { expiration, ...credentials } = await roleOf(options)(never)
  assert.deepEqual(credentials, {
    accessKeyId: 'ASIA1',
    secretAccessKey: 'role-secret-1',
    sessionToken: 'token-1',
  })
  assert.ok(Math.abs(expiration.getTime() - Date.now() - 3_600_000) < 60_000)
  const { Action, Version, ...parameters } = Object.fromEntries(double.assumed[0]!)
  assert.deepEqual(
    [Action, parameters],
    ['AssumeRole', { RoleArn: role_arn, RoleSessionName: 'me', DurationSeconds: '900', ExternalId: 'x1' }],
  )
})

test('the session is named after the sink, for an hour, where nothing else is written', async t => {
  const double = await SnsDouble.start(t)
  await roleOf(optionsOf(double.url))(never)
  assert.equal(double.assumed[0]!.get('RoleSessionName'), 'sluice-audit-log')
  assert.equal(double.assumed[0]!.get('DurationSeconds'), '3600')
  assert.equal(double.assumed[0]!.has('ExternalId'), false)
})

test('where STS fails, the credentials that there are serve until they expire', async t => {
  const double = await SnsDouble.start(t)
  let now = Date.now()
  const assume = roleOf(optionsOf(double.url), () => now)
  const first = await assume(never)
  double.keys.delete(accessKey.accessKeyId)
  assert.equal(await assume(never), first)
  now += 3_700_000
  await assert.rejects(assume(never), RoleError)
})

test('a failure is told as one of the role', async () => {
  await assert.rejects(roleOf(optionsOf(`http://127.0.0.1:${await deadPort()}`))(never), error => {
    assert.ok(error instanceof RoleError && error.cause instanceof Error)
    return true
  })
})

test('an answer without credentials is a failure', async t => {
  const double = await SnsDouble.start(t)
  double.failing.push({ status: 200, body: '<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>' })
  await assert.rejects(roleOf(optionsOf(double.url))(never), RoleError)
})
