import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkLogin } from '../../../sinks/kafka/login.ts'
import type { WrittenOptions, WrittenSasl } from '../../../sinks/kafka/types.ts'
import { Problems } from '../../../sinks/problems.ts'

function said(sasl: WrittenSasl | undefined, more: Partial<WrittenOptions> = {}): readonly string[] {
  const problems = new Problems('copy')
  const warnings: string[] = []
  const written = { brokers: ['kafka.example.com:9092'], topic: 't', ...more }
  checkLogin(sasl === undefined ? written : { ...written, sasl }, problems, (path, message) =>
    warnings.push(`warning: ${path}: ${message}`),
  )
  return [...problems.found.map(({ path, message }) => `${path}: ${message}`), ...warnings]
}

test('a token comes from a command or from all of the client credentials', () => {
  const mechanism = 'oauthbearer'
  const client = { token_url: 'https://idp/token', client_id: 'a', client_secret: 'b' }
  assert.deepEqual(said({ mechanism, token_command: ['token'] }), [])
  assert.deepEqual(said({ mechanism, ...client }), [])
  assert.match(said({ mechanism })[0]!, /^sinks\.copy\.sasl: nothing says where tokens come from/)
  assert.match(said({ mechanism, token_url: 'https://idp/token' })[0]!, /client_id, client_secret missing/)
  assert.match(
    said({ mechanism, token_command: ['token'], ...client })[0]!,
    /command` and client credentials/,
  )
})

test('a password that anybody on the network can read is doubtful', () => {
  const plain = { mechanism: 'plain' } as const
  assert.match(said(plain)[0]!, /^warning: sasl: the password goes over the network/)
  assert.deepEqual(said(plain, { tls: {} }), [])
  assert.deepEqual(said(plain, { brokers: ['localhost:9092', '127.0.0.1:9093'] }), [])
  assert.deepEqual(said({ mechanism: 'scram-sha-256' }), [])
  assert.deepEqual(said(undefined), [])
})
