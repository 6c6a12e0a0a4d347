import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardOf } from '../../src/ingest/auth.ts'
import { Refusal } from '../../src/ingest/refusal.ts'

const bearer = guardOf({ type: 'bearer', token: 'pässword-1' })

function refusal(authorization: string | undefined): Refusal {
  try {
    bearer(authorization)
  } catch (error) {
    assert.ok(error instanceof Refusal)
    return error
  }
  return assert.fail(`accepted ${authorization}`)
}

test('the token is accepted, however the scheme is written', () => {
  // What Node makes of a header's UTF-8 bytes.
  const token = Buffer.from('pässword-1').toString('latin1')
  for (const scheme of ['Bearer', 'bearer', 'BEARER ']) bearer(`${scheme} ${token}`)
})

test('anything else is 401 with the scheme that is wanted, and does not show a token', () => {
  for (const value of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer password-1',
    'Basic cDpx',
    'Bearer a b',
    'pässword-1',
  ]) {
    const { status, headers, message } = refusal(value)
    assert.equal(status, 401)
    assert.equal(headers['WWW-Authenticate'], 'Bearer realm="sluice"')
    assert.doesNotMatch(message, /word|cDpx/)
  }
})

test('without auth everything is let in', () => {
  assert.doesNotThrow(() => guardOf({ type: 'none' })(undefined))
})
