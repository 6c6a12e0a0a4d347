import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobTenure } from '../../src/jobs/job-tenure.ts'
import type { Tenure } from '../../src/types.ts'
import { KeepingListener } from '../helpers/jobs.ts'
import { MemoryLog } from '../helpers/memory-log.ts'
import { until } from '../helpers/until.ts'

const stretch = { topic: 'events', partition: 0, from: 0, to: 3 }

async function tenures(): Promise<{ log: MemoryLog; inner: Tenure; tenure: JobTenure }> {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 1 })
  for (let n = 0; n < 5; n++) await log.append('events', [{ key: null, value: Buffer.from('x') }])
  const listener = new KeepingListener()
  log.read({ group: 'g', topics: [{ topic: 'events', start: 'earliest' }] }, listener)
  await until(() => listener.assignments > 0, 'the assignment')
  const inner = listener.tenures[0]!
  return { log, inner, tenure: new JobTenure(inner, stretch, 'line\n', { offset: 0, metadata: '', low: 0 }) }
}

test('it reads to the end of its stretch and no further, and then waits for the end of the tenure', async () => {
  const { tenure, inner } = await tenures()
  tenure.seek(1)
  const batch = await tenure.read()
  assert.deepEqual([batch?.records.map(({ offset }) => offset), batch?.next], [[1, 2], 3])
  const waiting = tenure.read()
  tenure.end()
  assert.equal(await waiting, undefined)
  assert.equal(tenure.mayStart(), inner.mayStart())
  const reread = tenure.reread(0)
  assert.equal((await reread.read())?.records[0]?.offset, 0)
  reread.close()
})

test('commits carry its line, and keep from retention what is not settled', async () => {
  const { tenure, log } = await tenures()
  await tenure.commit({ offset: 2, metadata: '1;abcdef:1', low: 1 })
  assert.deepEqual((await log.committed('g', 'events'))[0], {
    offset: 2,
    metadata: 'line\n1;abcdef:1',
    low: 1,
  })
  await tenure.commit({ offset: 3, metadata: '', low: 3 })
  assert.deepEqual((await log.committed('g', 'events'))[0], {
    offset: 3,
    metadata: 'line\n',
    low: Number.MAX_SAFE_INTEGER,
  })
})
