/** The adapter as a whole, where moto does not do what AWS does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostBytes } from '../../../sinks/sns/message.ts'
import type { Outcome } from '../../../src/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { accessKey, fifoTopic, SnsDouble } from '../../helpers/sns-double.ts'
import { until } from '../../helpers/until.ts'
import { type MadeOptions, never, outcomeFrom, snsSinkWith } from './make.ts'

const words = (outcome: Outcome) =>
  outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.class}`

async function open(t: Parameters<typeof SnsDouble.start>[0], options: MadeOptions = {}) {
  const double = await SnsDouble.start(t)
  return { double, sink: await snsSinkWith(t, { endpoint: double.url, ...options }) }
}

test('ten go in a request, and no more bytes than AWS takes, which the other side counts too', async t => {
  const { double, sink } = await open(t)
  const big = [100_000, 100_000, 100_000, mostBytes - 1_000].map(size =>
    delivery({ body: Buffer.alloc(size, 'x') }),
  )
  const outcomes = await sink.send([...deliveries(25), ...big], never)
  assert.deepEqual(new Set(outcomes.map(words)), new Set(['delivered']))
  assert.deepEqual(
    double.batches.map(batch => batch.length),
    [10, 10, 7, 1, 1],
  )
})

test('what is too large is refused without being sent, and the others go', async t => {
  const { double, sink } = await open(t)
  const batch = [delivery(), delivery({ body: Buffer.alloc(mostBytes, '\u00fc') }), delivery()]
  assert.deepEqual((await sink.send(batch, never)).map(words), [
    'delivered',
    'refused too_large',
    'delivered',
  ])
  assert.equal(double.batches.flat().length, 2)
  assert.deepEqual((await sink.send([batch[1]!], never)).map(words), ['refused too_large'])
  assert.equal(double.batches.length, 1)
})

test('half of a batch fails, each for its own reason', async t => {
  const { double, sink } = await open(t)
  double.fail(['InvalidParameter', undefined, 'InternalError', undefined, 'Throttled', 'KMSAccessDenied'])
  assert.deepEqual((await sink.send(deliveries(6), never)).map(words), [
    'refused rejected',
    'delivered',
    'retry unavailable',
    'delivered',
    'retry throttled',
    'retry permission',
  ])
})

test('a batch that is refused as a whole is halved until the one at fault is found', async t => {
  const { double, sink } = await open(t)
  const invalid = { status: 400, code: 'InvalidParameterValue' }
  double.failing.push(invalid, invalid)
  // 1-4 refused, 1-2 refused, 1 and 2 accepted by themselves, 3-4 accepted.
  assert.deepEqual((await sink.send(deliveries(4), never)).map(words), new Array(4).fill('delivered'))
  assert.deepEqual(
    double.batches.map(batch => batch.length),
    [4, 2, 1, 1, 2],
  )
  double.failing.push(invalid, invalid, invalid)
  assert.deepEqual((await sink.send(deliveries(4), never)).map(words), [
    'refused rejected',
    ...new Array(3).fill('delivered'),
  ])
})

for (const [what, failed, expected, extra] of [
  ['denied', { status: 403, code: 'AuthorizationError' }, 'retry permission', { alarm: true, status: 403 }],
  ['no such topic', { status: 404, code: 'NotFound' }, 'retry not_found', { alarm: true, status: 404 }],
  ['throttled', { status: 400, code: 'Throttling' }, 'retry throttled', { wait: 1_000, status: 400 }],
  ['failing inside', { status: 500, code: 'InternalError' }, 'retry unavailable', { status: 500 }],
] as const)
  test(`a request that fails is a failure of each message: ${what}`, async t => {
    const { double, sink } = await open(t)
    double.failing.push(failed)
    const outcomes = await sink.send(deliveries(3), never)
    assert.deepEqual(outcomes.map(words), new Array(3).fill(expected))
    const { kind, class: errorClass, reason, ...rest } = outcomes[2] as Outcome & { kind: 'retry' }
    assert.ok(
      reason.startsWith(`${double.url}: answered ${failed.status} ${failed.code} (`),
      `${kind} ${errorClass} ${reason}`,
    )
    assert.deepEqual(rest, extra)
  })

test('a wrong secret key and an unknown access key are matters of permission, and no secret is shown', async t => {
  const { double, sink } = await open(t)
  for (const secret of ['another-secret', undefined]) {
    if (secret === undefined) double.keys.delete(accessKey.accessKeyId)
    else double.keys.set(accessKey.accessKeyId, secret)
    const outcome = await outcomeFrom(sink)
    assert.ok(outcome.kind === 'retry' && outcome.class === 'permission' && outcome.alarm === true)
    assert.doesNotMatch(JSON.stringify(outcome), /secret-|AKIA/)
    await assert.rejects(sink.check!(never), {
      code: 'sink_unreachable',
      hint: /needs sns:Publish on arn:aws:sns/,
    })
  }
})

test('the time over which a call may go covers all of its requests', async t => {
  const { double, sink } = await open(t, { timeout: 300 })
  const sending = sink.send(deliveries(15), never)
  await until(() => double.batches.length === 1, 'the first request')
  double.receiver.hold()
  const outcomes = await sending
  // The first ten may have been answered before it was told to hold.
  assert.deepEqual(outcomes.slice(10).map(words), new Array(5).fill('retry timeout'))
  assert.ok(outcomes.slice(0, 10).every(outcome => ['delivered', 'retry timeout'].includes(words(outcome))))
})

test('a role that is waited for is within that time, and given up when the sink is closed', async t => {
  const sts = await SnsDouble.start(t)
  sts.receiver.hold()
  const assume_role = { role_arn: 'arn:aws:iam::123456789012:role/sluice', endpoint: sts.url }
  const { double, sink } = await open(t, { timeout: 200, assume_role })
  assert.equal(words(await outcomeFrom(sink)), 'retry timeout')
  await sink.close()
  await until(() => sts.receiver.open === 0, 'the connection to STS to be closed')
  assert.equal(double.receiver.requests.length, 0)
})

test('a signature goes along as an attribute', async t => {
  const { double, sink } = await open(t, { signatures: [{ scheme: 'netbox', secrets: ['s'] }] })
  assert.equal(words(await outcomeFrom(sink)), 'delivered')
  assert.match(double.batches[0]![0]!.attributes['X-Hook-Signature']!, /^[0-9a-f]{128}$/)
})

test('subject, groups and texts of protocols arrive', async t => {
  const { double, sink } = await open(t, {
    topic_arn: fifoTopic,
    subject: '{{ model }} & more',
    bodies: { email: 'hello' },
  })
  const one = delivery()
  assert.deepEqual((await sink.send([one], never)).map(words), ['delivered'])
  const [entry] = double.batches[0]!
  assert.deepEqual([entry!.subject, entry!.structure], ['device & more', 'json'])
  assert.deepEqual([entry!.group, entry!.dedupId], [one.event.key, one.dedupId])
  assert.deepEqual(JSON.parse(entry!.message), { default: one.body.toString(), email: 'HELLO' })
})

test('a check asks for the topic and publishes nothing', async t => {
  const { double, sink } = await open(t)
  await sink.check!(never)
  assert.equal(double.receiver.requests.length, 1)
  assert.equal(double.batches.length, 0)
})

test('what a body may have is known beforehand: with the most that can go along it is still taken', async t => {
  const double = await SnsDouble.start(t)
  const long = 'x'.repeat(256)
  const sink = await snsSinkWith(
    t,
    {
      endpoint: double.url,
      message_attributes: { ['a'.repeat(256)]: long, ['b'.repeat(256)]: long },
      subject: long,
    },
    { netboxId: '\u20ac'.repeat(256) },
  )
  const body = Buffer.alloc(sink.bodyRoom!, 0x20)
  assert.deepEqual(await sink.send([delivery({ body, replayId: long })], never), [{ kind: 'delivered' }])
  const template = () => ({ fixed: undefined, render: () => 'text' })
  const structured = await snsSinkWith(t, { bodies: { sms: 'a line' } }, { template })
  assert.equal(structured.bodyRoom, undefined)
})
