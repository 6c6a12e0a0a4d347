import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JobView } from '../../src/jobs/job.ts'
import { operated } from '../helpers/operated.ts'

test('a job is asked for, watched and cancelled; its rate is bounded where nobody says', async t => {
  const { operator, receiver } = await operated(t, { count: 2 })
  receiver.answer = () => ({ status: 503 })
  const job = await operator.begin({ kind: 'replay', sink: 'crm', from: 'earliest' })
  assert.deepEqual([job.rate, job.by, job.sink], [100, 'ops', 'crm'])
  const { body } = await operator.get<{ jobs: readonly JobView[] }>('/jobs')
  assert.deepEqual(
    body.jobs.map(({ id }) => id),
    [job.id],
  )
  const cancelled = await operator.delete<JobView>(`/jobs/${job.id}`)
  assert.equal(cancelled.body.state, 'cancelled')
  assert.equal((await operator.get('/jobs/none')).status, 404)
})

test('what is no job is refused', async t => {
  const { operator } = await operated(t)
  const cases: [body: object, status: number, message: RegExp][] = [
    [{}, 400, /kind is missing/],
    [{ kind: 'move', sink: 'crm' }, 400, /expected replay or redrive/],
    [{ kind: 'replay', sink: 'crm' }, 400, /from: found nothing/],
    [{ kind: 'replay', sink: 'x', from: 'earliest' }, 404, /no sink x/],
    [{ kind: 'redrive', sink: 'undecodable' }, 404, /no sink undecodable/],
    [{ resume: 'none' }, 404, /no job none/],
  ]
  for (const [asked, status, message] of cases) {
    const { status: found, body } = await operator.post('/jobs', asked)
    assert.equal(found, status, JSON.stringify(body))
    assert.match(body.error.message, message)
  }
})
