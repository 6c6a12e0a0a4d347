import assert from 'node:assert/strict'
import { test } from 'node:test'
import { point } from '../src/cli/plan/point.ts'
import { stretchesOf } from '../src/stretch.ts'
import { MemoryLog } from './helpers/memory-log.ts'

/** Partition 0 with records 0 to 9, of which 0 and 1 are gone; partition 1 with one record. One second apart. */
async function filled(): Promise<MemoryLog> {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 2 })
  for (let n = 0; n < 10; n++)
    await log.append('events', [{ key: null, value: null, partition: 0, timestamp: n * 1_000 }])
  await log.append('events', [{ key: null, value: null, partition: 1, timestamp: 5_000 }])
  log.trim('events', 0, 2)
  return log
}

async function between(log: MemoryLog, from: string, to: string): Promise<readonly string[]> {
  const now = 9_000
  const stretches = await stretchesOf(log, 'events', point(from, now), point(to, now))
  return stretches.map(({ partition, from, to }) => `${partition}:${from}-${to}`)
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

test('the ends are those that the log has', async () => {
  assert.deepEqual(await between(await filled(), 'earliest', 'latest'), ['0:2-10', '1:0-1'])
})

test('a time is the first record that is not older, in each partition', async () => {
  const log = await filled()
  assert.deepEqual(await between(log, iso(5_000), 'latest'), ['0:5-10', '1:0-1'])
  assert.deepEqual(await between(log, iso(4_500), iso(7_000)), ['0:5-7', '1:0-1'])
  assert.deepEqual(await between(log, '2s', 'latest'), ['0:7-10', '1:1-1'])
  assert.deepEqual(await between(log, iso(0), iso(100_000)), ['0:2-10', '1:0-1'])
  assert.deepEqual(await between(log, iso(100_000), 'latest'), ['0:10-10', '1:1-1'])
})

test('offsets without records between them do no harm', async () => {
  const log = await filled()
  log.skip('events', 0, 100)
  await log.append('events', [{ key: null, value: null, partition: 0, timestamp: 50_000 }])
  assert.deepEqual(await between(log, iso(20_000), 'latest'), ['0:10-111', '1:1-1'])
})

test('partitions that no offset names are left out', async () => {
  const log = await filled()
  assert.deepEqual(await between(log, '0:3', 'latest'), ['0:3-10'])
  assert.deepEqual(await between(log, 'earliest', '1:1'), ['1:0-1'])
  assert.deepEqual(await between(log, '0:3,1:0', '0:5'), ['0:3-5'])
})

test('a stretch that ends before it begins is refused', async () => {
  const log = await filled()
  await assert.rejects(between(log, 'latest', 'earliest'), {
    code: 'usage',
    message: /ends before it begins: events\/0 from 10 to 2$/,
  })
})

test('what the log does not have is refused with what it has', async () => {
  const log = await filled()
  const out = (message: RegExp, hint: string) => ({ code: 'offset_out_of_range', message, hint })
  await assert.rejects(
    between(log, '0:1', 'latest'),
    out(/events\/0 does not reach offset 1/, 'it holds 2 to 10'),
  )
  await assert.rejects(between(log, 'earliest', '0:11'), out(/does not reach offset 11/, 'it holds 2 to 10'))
  await assert.rejects(between(log, '2:0', 'latest'), out(/has no partition 2/, 'it has 2, counted from 0'))
  await assert.rejects(between(log, '5', 'latest'), {
    code: 'usage',
    message: /events has 2 partitions/,
    hint: 'name them: 0:5,1:5',
  })
  const latest = point('latest')
  await assert.rejects(stretchesOf(log, 'other', latest, latest), { code: 'topic_missing', message: /other/ })
})

test('one offset is enough where there is one partition', async () => {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 1 })
  for (let n = 0; n < 5; n++) await log.append('events', [{ key: null, value: null, partition: 0 }])
  assert.deepEqual(await between(log, '2', '4'), ['0:2-4'])
})
