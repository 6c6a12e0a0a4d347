import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authHeader, type WrittenAuth } from '../../../sinks/http/auth.ts'
import { Problems } from '../../../sinks/problems.ts'

const good: readonly { auth: WrittenAuth; header: readonly [string, string] | undefined }[] = [
  { auth: { type: 'none' }, header: undefined },
  { auth: { type: 'bearer', token: 'abc' }, header: ['Authorization', 'Bearer abc'] },
  {
    auth: { type: 'basic', username: 'u', password: 'p:ä' },
    header: ['Authorization', `Basic ${Buffer.from('u:p:ä').toString('base64')}`],
  },
  { auth: { type: 'basic', username: 'u' }, header: ['Authorization', 'Basic dTo='] },
  { auth: { type: 'basic', credentials: 'u:p' }, header: ['Authorization', 'Basic dTpw'] },
  { auth: { type: 'header', name: 'X-Api-Key', value: 'k 1' }, header: ['X-Api-Key', 'k 1'] },
  { auth: { type: 'mtls', cert: './c', key: './k' }, header: undefined },
]
for (const { auth, header } of good)
  test(`${JSON.stringify(auth)} is ${header?.[1] ?? 'no header'}`, () => {
    const problems = new Problems('crm')
    assert.deepEqual(authHeader(auth, problems), header)
    assert.deepEqual(problems.found, [])
  })

const bad: readonly { auth: WrittenAuth; path: string; message: RegExp }[] = [
  { auth: { type: 'bearer', token: 'a\nb' }, path: 'token', message: /line break/ },
  { auth: { type: 'bearer', token: 'a ' }, path: 'token', message: /blank at an end/ },
  { auth: { type: 'bearer', token: '€' }, path: 'token', message: /beyond Latin-1/ },
  { auth: { type: 'header', name: 'Host ', value: 'x' }, path: 'name', message: /no name of a header/ },
  { auth: { type: 'header', name: 'Content-Length', value: '1' }, path: 'name', message: /connection/ },
  { auth: { type: 'header', name: 'Sluice-Topic', value: '1' }, path: 'name', message: /set by Sluice/ },
  { auth: { type: 'basic', credentials: 'secret' }, path: 'credentials', message: /no colon/ },
  { auth: { type: 'basic', credentials: 'a:b', username: 'u' }, path: 'credentials', message: /beside/ },
  { auth: { type: 'basic', username: 'a:b', password: 'p' }, path: 'username', message: /colon/ },
]
for (const { auth, path, message } of bad)
  test(`${JSON.stringify(auth)} is refused, and shown nowhere`, () => {
    const problems = new Problems('crm')
    authHeader(auth, problems)
    assert.deepEqual(
      problems.found.map(problem => problem.path),
      [`sinks.crm.auth.${path}`],
    )
    assert.match(problems.found[0]!.message, message)
    assert.doesNotMatch(JSON.stringify(problems.found), /secret/)
  })

test('basic with nothing in it is refused', () => {
  const problems = new Problems('crm')
  authHeader({ type: 'basic' }, problems)
  assert.match(problems.found[0]!.message, /neither/)
})
