import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '../../../src/cli/admin/client.ts'
import { endText, progressText, watch } from '../../../src/cli/admin/job-watch.ts'
import { SluiceError } from '../../../src/errors.ts'
import type { JobView } from '../../../src/jobs/job.ts'
import { specWith } from '../../helpers/jobs.ts'

const view: JobView = {
  ...specWith({ sink: 'crm' }),
  state: 'running',
  dryRun: false,
  group: 'sluice.job.j',
  stretches: [],
  plan: { records: 9, deliveries: 5, unsendable: 1 },
  offsets: 9,
  settled: 3,
  counted: 9,
  delivered: 2,
  deadLettered: 1,
  failures: 4,
  detail: 'the sink fails at everything',
}

/** A client whose answers are these, one after the other. */
function client(...answers: readonly (JobView | SluiceError)[]): { client: Client; asked: string[] } {
  const asked: string[] = []
  const rest = [...answers]
  const ask = async (method: string, path: string) => {
    asked.push(`${method} ${path}`)
    const answer = rest.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  return { client: { url: 'http://x', ask } as unknown as Client, asked }
}

test('it waits for the end, over an instance that goes away and does not know the job when it is back', async () => {
  const away = new SluiceError('instance_unreachable', 'away')
  const unknown = new SluiceError('job_unknown', 'no job')
  const { client: to, asked } = client(view, away, unknown, view, { ...view, state: 'done' })
  const ended = await watch(to, view, false)
  assert.equal(ended.state, 'done')
  assert.deepEqual(asked, ['GET /jobs/j', 'GET /jobs/j', 'GET /jobs/j', 'POST /jobs', 'GET /jobs/j'])
})

test('a job that was stopped with its instance is gone on with; other errors are told', async () => {
  const { client: to, asked } = client({ ...view, state: 'done' })
  await watch(to, { ...view, state: 'stopped' }, false)
  assert.deepEqual(asked, ['POST /jobs'])
  await assert.rejects(watch(client(new SluiceError('forbidden', 'no')).client, view, false), {
    code: 'forbidden',
  })
})

test('how far it has come is said in a line, and what it came to', () => {
  assert.equal(
    progressText(view),
    'running: 2 of 5 delivered, 1 given up, 4 attempts failed, 3 of 9 offsets; the sink fails at everything',
  )
  assert.equal(progressText({ ...view, state: 'counting', counted: 4 }), 'counting: 4 of 9 records')
  assert.match(
    endText(view),
    /^9 records looked at, 5 to be sent to crm; 1 cannot be sent again\nrunning: .*replay id j\n$/,
  )
  assert.match(endText({ ...view, dryRun: true, state: 'done' }), /; nothing was sent\n$/)
})
