import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitsOf, noLimits, unfit } from '../../../sinks/mqtt/limits.ts'
import { sessionOf } from './session.ts'

test('the lower of both sides counts', () => {
  const session = sessionOf({ mostInFlight: 100, mostAliases: 10 })
  assert.deepEqual(
    limitsOf({ receiveMaximum: 20, topicAliasMaximum: 5, maximumPacketSize: 1_000 }, session),
    {
      inFlight: 20,
      packet: 1_000,
      aliases: 5,
    },
  )
  assert.deepEqual(limitsOf({ receiveMaximum: 65_535, topicAliasMaximum: 65_535 }, session), {
    inFlight: 100,
    packet: undefined,
    aliases: 10,
  })
})

test('a broker that names no limits takes what MQTT says, and no aliases', () => {
  assert.deepEqual(limitsOf(undefined, sessionOf({ mostInFlight: 65_000, mostAliases: 10 })), {
    inFlight: 65_000,
    packet: undefined,
    aliases: 0,
  })
  assert.equal(noLimits.inFlight, 0)
})

test('a broker of lower QoS, or without retained messages, cannot take what needs them', () => {
  assert.match(
    unfit({ maximumQoS: 0 }, sessionOf({ qos: 1 }))?.reason ?? '',
    /QoS 0 at most; this sink has 1/,
  )
  assert.match(
    unfit({ retainAvailable: false }, sessionOf({ retain: true }))?.reason ?? '',
    /retains no messages/,
  )
  assert.deepEqual(unfit({ maximumQoS: 1, retainAvailable: false }, sessionOf({ qos: 1 })), undefined)
  assert.equal(unfit(undefined, sessionOf({ qos: 2, retain: true })), undefined)
})
