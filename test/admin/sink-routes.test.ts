import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '../../src/types.ts'
import { operated } from '../helpers/operated.ts'

interface SinksBody {
  readonly sinks: readonly {
    readonly name: string
    readonly breaker: string
    readonly positions: unknown[]
  }[]
}

test('every sink is listed with its state and where it stands', async t => {
  const { operator } = await operated(t, { count: 1 })
  const { body } = await operator.get<SinksBody>('/sinks')
  assert.deepEqual(
    body.sinks.map(({ name, breaker, positions }) => [name, breaker, positions.length]),
    [
      ['crm', 'closed', 2],
      ['undecodable', 'closed', 2],
    ],
  )
})

test('a test event goes through the running sink, marked as a test', async t => {
  const { operator, receiver } = await operated(t)
  receiver.next([{ status: 204 }])
  const { body } = await operator.post<{ outcome: Outcome; took: number }>('/sinks/crm/test')
  assert.deepEqual(body.outcome, { kind: 'delivered', status: 204 })
  assert.equal(receiver.requests[0]?.headers['sluice-test'], 'true')
  assert.equal((await operator.post('/sinks/x/test')).status, 404)
})

test('a skip says either one record or a point', async t => {
  const { operator } = await operated(t)
  for (const body of [{}, { to: 'latest', offset: 1 }]) {
    const refused = await operator.post('/sinks/crm/skip', body)
    assert.deepEqual([refused.status, refused.body.error.code], [400, 'request_invalid'])
  }
  const forgotten = await operator.post<{ forgotten: number }>('/sinks/old/forget')
  assert.equal(forgotten.body.forgotten, 0)
  assert.equal((await operator.post('/sinks/crm/forget')).status, 409)
})
