import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { JobLog } from '../../src/jobs/job-log.ts'
import { readSpec } from '../../src/jobs/spec.ts'
import type { Cursor } from '../../src/types.ts'
import { KeepingListener, specWith } from '../helpers/jobs.ts'
import { MemoryLog } from '../helpers/memory-log.ts'
import { until } from '../helpers/until.ts'

const group = 'sluice.job.j'
const spec = specWith()
const stretches = [
  { topic: 'events', partition: 0, from: 2, to: 4 },
  { topic: 'events', partition: 1, from: 1, to: 1 },
]

async function filled(): Promise<MemoryLog> {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 3 })
  for (let n = 0; n < 6; n++)
    for (const partition of [0, 1, 2])
      await log.append('events', [{ key: null, value: Buffer.from('x'), partition }])
  return log
}

async function joined(
  log: MemoryLog,
): Promise<{ readonly job: JobLog; readonly listener: KeepingListener; readonly cursor: Cursor }> {
  const listener = new KeepingListener()
  const job = new JobLog(log, spec, stretches)
  const cursor = job.read({ group, topics: [{ topic: 'events', start: 'earliest' }] }, listener)
  await until(() => listener.assignments > 0 || listener.failure !== undefined, 'the assignment')
  return { job, listener, cursor }
}

test('before anything is read, each commit says what the job is about, and where it begins', async () => {
  const log = await filled()
  const { listener } = await joined(log)
  assert.deepEqual(
    listener.tenures.map(({ partition, committed }) => [partition, committed.offset, committed.metadata]),
    [
      [0, 2, ''],
      [1, 1, ''],
    ],
    'the partition that was not there is nobody’s',
  )
  const [first, second] = await log.committed(group, 'events')
  assert.deepEqual(readSpec(first!.metadata, stretches[0]!).written, { spec, stretch: stretches[0]! })
  assert.deepEqual([first!.offset, second!.low], [2, Number.MAX_SAFE_INTEGER], 'what is empty keeps nothing')
})

test('taken over it goes on where the commit says, and ends where it was to end', async () => {
  const log = await filled()
  const first = await joined(log)
  await first.listener.tenures[0]!.commit({ offset: 3, metadata: '1;abcdef:1', low: 2 })
  log.kill(first.cursor)
  const { listener } = await joined(log)
  const [tenure] = listener.tenures
  assert.deepEqual([tenure!.committed.offset, tenure!.committed.metadata], [3, '1;abcdef:1'])
  tenure!.seek(3)
  const batch = await tenure!.read()
  assert.deepEqual([batch?.records.map(({ offset }) => offset), batch?.next], [[3], 4])
})

test('the line about the job leaves less metadata to the reader', async () => {
  const log = await filled()
  const left = new JobLog(log, spec, stretches).metadataLimit
  assert.ok(left < log.metadataLimit && left > log.metadataLimit - 400, String(left))
  assert.deepEqual(await new JobLog(log, spec, stretches).bounds('events'), await log.bounds('events'))
})

test('given up, it keeps nothing from retention, and cannot be gone on with', async () => {
  const log = await filled()
  const { job, listener } = await joined(log)
  await job.giveUp()
  await listener.tenures[0]!.commit({ offset: 4, metadata: '', low: 4 })
  const [first] = await log.committed(group, 'events')
  assert.deepEqual(first, { offset: 2, metadata: '', low: Number.MAX_SAFE_INTEGER })
})

test('a first commit that is not taken is tried again', async () => {
  const log = await filled()
  let failures = 2
  log.onCommit = () => {
    if (failures-- > 0) throw new SluiceError('commit_failed', 'not now')
  }
  const { listener } = await joined(log)
  assert.equal(listener.failure, undefined)
  assert.equal(listener.tenures.length, 2)
})
