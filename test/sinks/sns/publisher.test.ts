import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { messageOf } from '../../../sinks/sns/message.ts'
import { Publisher, type PublisherOptions } from '../../../sinks/sns/publisher.ts'
import { roleOf } from '../../../sinks/sns/role.ts'
import { deliveries } from '../../helpers/deliveries.ts'
import { signedBy } from '../../helpers/sigv4.ts'
import { SnsDouble } from '../../helpers/sns-double.ts'
import { until } from '../../helpers/until.ts'
import { never, plainMessage, plainPublisher } from './make.ts'

/** So many messages. */
function messages(count: number) {
  return deliveries(count).map(one => {
    const message = messageOf(one, plainMessage)
    assert.ok(!('kind' in message))
    return message
  })
}

async function withDouble(t: TestContext, options: Partial<PublisherOptions> = {}) {
  const double = await SnsDouble.start(t)
  const publisher = new Publisher({ ...plainPublisher, endpoint: double.url, connections: 2, ...options })
  t.after(() => publisher.close())
  return { double, publisher }
}

/** With a role of the double's own STS. */
async function withRole(t: TestContext) {
  const double = await SnsDouble.start(t)
  const role_arn = 'arn:aws:iam::123456789012:role/sluice'
  const role = roleOf({ role_arn, endpoint: double.url, region: 'us-east-1', fips: false, sink: 'audit' })
  const publisher = new Publisher({ ...plainPublisher, endpoint: double.url, role })
  t.after(() => publisher.close())
  return { double, publisher }
}

test('what is written in the place of the SDK’s entries is what it signs and sends', async t => {
  const { double, publisher } = await withDouble(t)
  const outcomes = await publisher.publish(messages(3), never)
  assert.deepEqual(outcomes, new Array(3).fill({ kind: 'delivered' }))
  const [request] = double.receiver.requests
  const signed = signedBy(request!)!
  assert.ok(signed.fits('secret-access-key') && !signed.fits('another'))
  assert.equal(signed.scope, 'us-east-1/sns')
  assert.equal(request!.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(Number(request!.headers['content-length']), request!.body.length)
  assert.match(String(request!.headers['user-agent']), /Sluice\/1\.2\.3/)
})

test('each entry has its outcome, whatever order the answer has', async t => {
  const { double, publisher } = await withDouble(t)
  double.fail(['InternalError', undefined, 'InvalidParameter', 'KMSThrottling'])
  const outcomes = await publisher.publish(messages(5), never)
  assert.deepEqual(
    outcomes.map(outcome => (outcome.kind === 'delivered' ? '' : outcome.class)),
    ['unavailable', '', 'rejected', 'throttled', ''],
  )
})

test('an entry that the answer says nothing of is tried again', async t => {
  const { double, publisher } = await withDouble(t)
  const member = (id: string) => `<member><MessageId>m</MessageId><Id>${id}</Id></member>`
  const answer = (ids: readonly string[]) => ({
    status: 200,
    body: `<PublishBatchResponse><PublishBatchResult><Failed/><Successful>${ids.map(member).join('')}</Successful></PublishBatchResult></PublishBatchResponse>`,
  })
  double.failing.push(answer(['1', '7', 'x', '']), answer([]))
  const kinds = async () => (await publisher.publish(messages(2), never)).map(({ kind }) => kind)
  assert.deepEqual(await kinds(), ['retry', 'delivered'])
  assert.deepEqual(await kinds(), ['retry', 'retry'])
})

test('retries are not the SDK’s: one request each', async t => {
  const { double, publisher } = await withDouble(t)
  for (const code of ['InternalError', 'Throttling']) {
    double.failing.push({ status: 500, code })
    await assert.rejects(publisher.publish(messages(1), never))
  }
  double.failing.push({ status: 503, code: 'ServiceUnavailable' })
  await assert.rejects(publisher.describe(never))
  assert.equal(double.receiver.requests.length, 3)
})

test('a clock that is wrong is set right by the first answer', async t => {
  const { double, publisher } = await withDouble(t)
  double.ahead = 3_600_000
  await assert.rejects(publisher.publish(messages(1), never), /Signature expired/)
  assert.deepEqual(await publisher.publish(messages(1), never), [{ kind: 'delivered' }])
})

test('credentials that have expired are asked for anew, and the next attempt has them', async t => {
  const { double, publisher } = await withRole(t)
  assert.deepEqual(await publisher.publish(messages(1), never), [{ kind: 'delivered' }])
  assert.equal(double.assumed.length, 1)
  double.expired.add('token-1')
  await assert.rejects(publisher.publish(messages(1), never), { name: /Expired/ })
  await until(() => double.assumed.length === 2, 'new credentials to be asked for')
  await until(
    async () => (await publisher.publish(messages(1), never).catch(() => []))[0]?.kind === 'delivered',
    'the new credentials to be used',
  )
})

test('credentials of a role are renewed before they expire', async t => {
  const { double, publisher } = await withRole(t)
  double.roleLifetime = 120 // within the minutes that the SDK asks ahead
  for (let attempt = 1; attempt <= 2; attempt++)
    assert.deepEqual(await publisher.publish(messages(1), never), [{ kind: 'delivered' }])
  assert.ok(double.assumed.length >= 2)
})

test('an abort ends the request', async t => {
  const { double, publisher } = await withDouble(t)
  const aborter = new AbortController()
  double.receiver.hold()
  const publishing = assert.rejects(publisher.publish(messages(1), aborter.signal))
  await until(() => double.receiver.requests.length === 1, 'the request')
  aborter.abort()
  await publishing
  await until(() => double.receiver.open === 0, 'the connection to be closed')
})

for (const [what, options, expected] of [
  ['the region’s own', { region: 'eu-central-1' }, 'https://sns.eu-central-1.amazonaws.com'],
  ['China’s', { region: 'cn-north-1' }, 'https://sns.cn-north-1.amazonaws.com.cn'],
  ['FIPS', { region: 'us-east-2', fips: true }, 'https://sns-fips.us-east-2.amazonaws.com'],
] as const)
  test(`the endpoint is ${what}`, async t => {
    const publisher = new Publisher({ ...plainPublisher, ...options })
    t.after(() => publisher.close())
    assert.equal(await publisher.address(), expected)
  })
