import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lost, verdictOf } from '../../../sinks/service-bus/failure.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { connectionTo, untilEndOf, words } from './make.ts'

const messages = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ body: Buffer.from('{}'), messageId: `m${index}` }))

test('never more under way than the link has credit for: nothing sleeps', async t => {
  const double = await ServiceBusDouble.start(t, { credit: 2 })
  const link = await connectionTo(t, double).attach(0)
  const begun = performance.now()
  await Promise.all(messages(40).map(message => link.send(message, untilEndOf(t))))
  assert.equal(double.kept.length, 40)
  assert.equal(link.settled, 40)
  assert.ok(performance.now() - begun < 1_000, 'the SDK sleeps a second where there is no credit')
})

test('a link that is detached fails what is under way at once, and blames none of several', async t => {
  const double = await ServiceBusDouble.start(t)
  double.answer = () => 'nothing'
  const link = await connectionTo(t, double).attach(0)
  const sending = Promise.allSettled(messages(3).map(message => link.send(message, untilEndOf(t))))
  await until(() => double.received.length === 3, 'three under way')
  double.detach('amqp:link:message-size-exceeded')
  for (const one of await sending) assert.ok(one.status === 'rejected' && one.reason instanceof Lost)
  assert.equal(link.suspects, 3)
})

test('the only one that is under way is what the detachment is about', async t => {
  const double = await ServiceBusDouble.start(t)
  double.answer = () => ({ detach: 'amqp:link:message-size-exceeded' })
  const link = await connectionTo(t, double).attach(0)
  const [message] = messages(1)
  const error = await link.send(message!, untilEndOf(t)).catch((error: unknown) => error)
  assert.equal(words(verdictOf(error).outcome), 'refused too_large')
  assert.equal(link.suspects, 0)
})

test('careful: one at a time until as many have been answered', async t => {
  const double = await ServiceBusDouble.start(t)
  double.hold()
  const link = await connectionTo(t, double).attach(1)
  const sending = Promise.all(messages(3).map(message => link.send(message, untilEndOf(t))))
  await until(() => double.received.length === 1, 'the first')
  await new Promise(setImmediate)
  assert.equal(double.received.length, 1)
  double.release()
  double.hold()
  await until(() => double.received.length === 3, 'the others, together')
  double.release()
  await sending
})

test('what waits for credit goes with its call, or with the link', async t => {
  const double = await ServiceBusDouble.start(t, { credit: 1 })
  double.hold()
  const link = await connectionTo(t, double).attach(0)
  const aborter = new AbortController()
  const [first, second, third] = messages(3)
  const ends = [
    assert.rejects(link.send(first!, aborter.signal)),
    assert.rejects(link.send(second!, aborter.signal)),
    assert.rejects(link.send(third!, untilEndOf(t)), Lost),
  ]
  await until(() => double.received.length >= 1, 'the first')
  aborter.abort()
  link.end(undefined)
  await Promise.all(ends)
  await assert.rejects(link.send(first!, untilEndOf(t)), Lost)
})
