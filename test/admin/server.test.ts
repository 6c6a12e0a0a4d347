import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operated } from '../helpers/operated.ts'
import { adminToken, Operator, type RefusedBody } from '../helpers/operator.ts'

test('without a token nothing is told, with one that looks nothing is changed, and no token is ever logged', async t => {
  const { app, lines, operator } = await operated(t)
  const nobody = new Operator(app, 'not-a-token')
  for (const path of ['/sinks', '/positions', '/jobs', '/dead-letters?sink=crm', '/nothing']) {
    const { status, body } = await nobody.get(path)
    assert.deepEqual([status, body.error.code], [401, 'unauthorized'], path)
  }
  const eyes = new Operator(app, 'only-looks')
  assert.equal((await eyes.get('/positions')).status, 200)
  for (const path of ['/sinks/crm/pause', '/jobs', '/dead-letters/discard']) {
    const { status, body } = await eyes.post(path, {})
    assert.deepEqual([status, body.error.code], [403, 'forbidden'], path)
  }
  assert.equal((await eyes.delete('/jobs/x')).status, 403)
  assert.equal((await operator.post('/sinks/crm/pause')).status, 200)
  const said = JSON.stringify(lines)
  for (const token of ['not-a-token', 'only-looks', adminToken]) assert.ok(!said.includes(token), token)
  const changed = lines.find(({ msg }) => msg === 'admin.changed')
  assert.deepEqual(
    [changed?.['operation'], changed?.['name'], changed?.['by']],
    ['POST /sinks/:name/pause', 'crm', 'ops'],
  )
})

test('what cannot be read or is too much is refused as JSON with code, message and hint', async t => {
  const { operator } = await operated(t)
  const ask = async (body: string, type = 'application/json') => {
    const response = await fetch(`${operator.url}/jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': type, connection: 'close' },
      body,
    })
    const { error } = (await response.json()) as RefusedBody
    return [response.status, error.code]
  }
  assert.deepEqual(await ask('{'), [400, 'request_invalid'])
  assert.deepEqual(await ask('[]'), [400, 'request_invalid'])
  assert.deepEqual(await ask('{"knid":"replay"}', 'text/plain'), [400, 'request_invalid'])
  assert.deepEqual(await ask(JSON.stringify({ sink: 'x'.repeat(70_000) })), [413, 'too_large'])
  assert.deepEqual((await operator.get('/nothing')).body.error.code, 'not_found')
  assert.equal((await operator.get('/%zz')).status, 404)
  assert.equal((await operator.post('/positions')).status, 404)
})
