import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCredentials, checkSession, checkVersion } from '../../../sinks/mqtt/checks.ts'
import type { WrittenOptions } from '../../../sinks/mqtt/types.ts'
import { Problems } from '../../../sinks/problems.ts'
import { SluiceError } from '../../../src/errors.ts'

const plain: WrittenOptions = { topic: 't' }

function found(check: (problems: Problems) => void): string[] {
  const problems = new Problems('edge')
  check(problems)
  return problems.found.map(({ path, message }) => `${path.replace('sinks.edge.', '')}: ${message}`)
}

const version = (written: Partial<WrittenOptions>) =>
  found(problems => checkVersion({ ...plain, ...written }, problems))

test('MQTT 3.1.1 is told what it does not have, and lets the defaults pass', () => {
  const defaults: Partial<WrittenOptions> = {
    attributes: {},
    signatures: [],
    message_expiry: 0,
    topic_aliases: 0,
    no_subscribers: 'delivered',
    session_expiry: 0,
    will: { topic: 'w', delay: 0 },
  }
  const set: Partial<WrittenOptions> = {
    attributes: { a: 'b' },
    signatures: [{ scheme: 'netbox', secrets: ['s'] }],
    content_type: 'text/plain',
    message_expiry: 1,
    response_topic: 'r',
    topic_aliases: 1,
    no_subscribers: 'retry',
    session_expiry: 1,
    will: { topic: 'w', delay: 1 },
  }
  assert.deepEqual(version({ protocol: 4, ...defaults }), [])
  assert.deepEqual(version({ protocol: 5, ...set }), [])
  assert.deepEqual(
    version({ protocol: 4, ...set }),
    Object.keys(set).map(
      key => `${key === 'will' ? 'will.delay' : key}: needs MQTT 5, and \`protocol\` is 4 (3.1.1)`,
    ),
  )
})

const session = (written: Partial<WrittenOptions>) =>
  found(problems => checkSession({ ...plain, ...written }, problems))

test('a session that is kept needs a client id that stays the same', () => {
  assert.deepEqual(session({ clean_start: true, qos: 2 }), [])
  assert.deepEqual(session({ clean_start: false, client_id_exact: true, qos: 1 }), [])
  assert.match(
    session({ clean_start: false }).join(),
    /^clean_start: a session is found again by its client id/,
  )
})

test('a session that is kept could swallow new messages of QoS 2', () => {
  assert.match(
    session({ clean_start: false, client_id_exact: true, qos: 2 }).join(),
    /^clean_start: with qos: 2/,
  )
})

const credentials = (written: Partial<WrittenOptions>, read = () => {}) =>
  found(problems => checkCredentials({ ...plain, ...written }, read, problems))

test('one password is enough, and MQTT 3.1.1 wants a name with it', () => {
  assert.deepEqual(credentials({ username: 'u', password: 'p' }), [])
  assert.deepEqual(credentials({ password: 'p' }), [])
  assert.match(credentials({ password: 'p', password_file: 'f' }).join(), /^password_file: stands beside/)
  assert.match(credentials({ password: 'p', protocol: 4 }).join(), /^username: is missing/)
})

test('a password file that cannot be read is found at load', () => {
  const cause = new Error('ENOENT')
  const read = () => {
    throw new SluiceError('password_unreadable', 'password_file cannot be read', { cause })
  }
  assert.deepEqual(credentials({ password_file: 'f' }, read), [
    'password_file: cannot be read, is empty or too large',
  ])
})
