import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialsOf } from '../../../sinks/mqtt/credentials.ts'
import { clientOptions } from '../../../sinks/mqtt/session.ts'
import { sessionOf } from './session.ts'

const will = { topic: 'status', payload: Buffer.from('offline'), qos: 1, retain: true, delay: 5 } as const

test('a session as plain as can be has nothing of MQTT 5', () => {
  assert.deepEqual(clientOptions(sessionOf({ protocol: 4, keepalive: 30 })), {
    protocolVersion: 4,
    clientId: 'test',
    clean: true,
    keepalive: 30,
  })
})

test('everything that is set goes into CONNECT', () => {
  const credentials = credentialsOf('u', 'p', undefined)
  const options = clientOptions(sessionOf({ credentials, cleanStart: false, sessionExpiry: 60, will }))
  assert.deepEqual(options, {
    protocolVersion: 5,
    clientId: 'test',
    clean: false,
    keepalive: 0,
    username: 'u',
    password: 'p',
    properties: { sessionExpiryInterval: 60 },
    will: {
      topic: 'status',
      payload: Buffer.from('offline'),
      qos: 1,
      retain: true,
      properties: { willDelayInterval: 5 },
    },
  })
})

test('the will of MQTT 3.1.1 has no delay', () => {
  assert.equal(clientOptions(sessionOf({ protocol: 4, will })).will?.properties, undefined)
})

test('the password is asked for at each connection', () => {
  let asked = 0
  const session = sessionOf({ credentials: { username: 'u', password: () => `p${++asked}` } })
  assert.deepEqual([clientOptions(session).password, clientOptions(session).password], ['p1', 'p2'])
})
