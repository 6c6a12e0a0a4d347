import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AckPolicy,
  acknowledged,
  blamesMessage,
  connectionRefused,
  disconnected,
  reasonOf,
  slowWait,
} from '../../../sinks/mqtt/reason-codes.ts'
import type { ErrorClass } from '../../../src/errors.ts'

const policy: AckPolicy = { noSubscribers: 'delivered', fixedTopic: false }

/** What each code means; `slow` waits, `alarm` needs an operator, `message` refuses the message it answers. */
type Row = readonly [code: number, errorClass: ErrorClass, words: string, what?: 'slow' | 'alarm' | 'message']

const rows: readonly Row[] = [
  [0x80, 'unavailable', 'unspecified error'],
  [0x81, 'other', 'malformed packet', 'alarm'],
  [0x82, 'other', 'protocol error', 'alarm'],
  [0x83, 'unavailable', 'implementation specific error'],
  [0x84, 'config', 'unsupported protocol version', 'alarm'],
  [0x85, 'config', 'client identifier not valid', 'alarm'],
  [0x86, 'permission', 'bad user name or password', 'alarm'],
  [0x87, 'permission', 'not authorized', 'alarm'],
  [0x88, 'unavailable', 'server unavailable'],
  [0x89, 'throttled', 'server busy', 'slow'],
  [0x8a, 'permission', 'banned', 'alarm'],
  [0x8b, 'unavailable', 'server shutting down'],
  [0x8c, 'config', 'bad authentication method', 'alarm'],
  [0x8d, 'network', 'keep alive timeout'],
  [0x8e, 'config', 'session taken over: another client has this client id', 'alarm'],
  [0x90, 'rejected', 'topic name invalid', 'message'],
  [0x91, 'other', 'packet identifier in use'],
  [0x92, 'other', 'packet identifier not found'],
  [0x93, 'other', 'receive maximum exceeded'],
  [0x94, 'other', 'topic alias invalid', 'alarm'],
  [0x95, 'too_large', 'packet too large', 'message'],
  [0x96, 'throttled', 'message rate too high', 'slow'],
  [0x97, 'throttled', 'quota exceeded', 'slow'],
  [0x98, 'unavailable', 'administrative action'],
  [0x99, 'rejected', 'payload format invalid', 'message'],
  [0x9a, 'config', 'retain not supported', 'alarm'],
  [0x9b, 'config', 'QoS not supported', 'alarm'],
  [0x9c, 'redirect', 'use another server; redirects are not followed'],
  [0x9d, 'redirect', 'server moved; redirects are not followed', 'alarm'],
  [0x9f, 'throttled', 'connection rate exceeded', 'slow'],
  [0xa0, 'network', 'maximum connect time'],
  [0xee, 'other', 'unknown reason code'],
]

const hex = (code: number) => `0x${code.toString(16)}`

for (const [code, errorClass, words, what] of rows) {
  const why = { class: errorClass, status: code }
  const extra = what === 'slow' ? { wait: slowWait } : what === 'alarm' ? { alarm: true } : {}

  test(`${hex(code)} (${words}) in answer to a message`, () => {
    const reason = `answered ${hex(code)} (${words})`
    const kind = what === 'message' ? 'refused' : 'retry'
    assert.deepEqual(acknowledged(code, policy), { kind, ...why, reason, ...extra })
  })

  test(`${hex(code)} (${words}) in answer to CONNECT`, () => {
    const reason = `connection refused: ${hex(code)} (${words})`
    const expected =
      what === 'message' ? { class: 'config', status: code, alarm: true } : { ...why, ...extra }
    assert.deepEqual(connectionRefused(code, 5), { ...expected, reason })
  })

  test(`${hex(code)} (${words}) as a disconnection`, () => {
    const reason = `disconnected by the broker: ${hex(code)} (${words})`
    assert.deepEqual(disconnected(code), { ...why, reason, ...extra })
    assert.equal(blamesMessage(code, policy), what === 'message')
  })
}

test('success is delivered, whatever form it takes', () => {
  assert.deepEqual(acknowledged(0, policy), { kind: 'delivered' })
  assert.deepEqual(acknowledged(0x01, policy), { kind: 'delivered', status: 1 })
})

test('no matching subscribers means what the configuration says', () => {
  const why = { class: 'not_found', reason: 'answered 0x10 (no matching subscribers)', status: 0x10 }
  assert.deepEqual(acknowledged(0x10, policy), { kind: 'delivered', status: 0x10 })
  for (const kind of ['retry', 'refused'] as const)
    assert.deepEqual(acknowledged(0x10, { ...policy, noSubscribers: kind }), { kind, ...why })
})

test('a topic that every event has is a matter of configuration: nothing is dropped for it', () => {
  const fixed = { ...policy, fixedTopic: true }
  assert.deepEqual(acknowledged(0x90, fixed), {
    kind: 'retry',
    class: 'config',
    reason: 'answered 0x90 (topic name invalid)',
    status: 0x90,
    alarm: true,
  })
  assert.equal(blamesMessage(0x90, fixed), false)
  assert.equal(blamesMessage(0x95, fixed), true)
})

for (const [code, as, errorClass, words] of [
  [1, 0x84, 'config', 'unsupported protocol version'],
  [2, 0x85, 'config', 'client identifier not valid'],
  [3, 0x88, 'unavailable', 'server unavailable'],
  [4, 0x86, 'permission', 'bad user name or password'],
  [5, 0x87, 'permission', 'not authorized'],
  [6, -1, 'other', 'unknown reason code'],
] as const)
  test(`MQTT 3.1.1: ${code} in answer to CONNECT is ${words}`, () => {
    const { class: found, reason, status, alarm } = connectionRefused(code, 4)
    assert.deepEqual([found, status], [errorClass, code])
    assert.equal(reason, `connection refused: 0x0${code} (${words})`)
    assert.equal(alarm, reasonOf(as).alarm)
  })
