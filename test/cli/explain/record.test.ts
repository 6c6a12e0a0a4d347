import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looseRecord, recordAt } from '../../../src/cli/explain/record.ts'
import { MemoryLog } from '../../helpers/memory-log.ts'

async function logWith(partitions: number): Promise<MemoryLog> {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions })
  for (let n = 0; n < 5; n++)
    await log.append('events', [{ key: null, value: Buffer.from(`${n}`), partition: 0 }])
  return log
}

test('a record is found by its place', async () => {
  const log = await logWith(1)
  const record = await recordAt(log, { topic: 'events', partition: 0, offset: 3 })
  assert.deepEqual([record.offset, String(record.value)], [3, '3'])
})

test('a place that the log does not have is refused with what it has', async () => {
  const log = await logWith(2)
  log.trim('events', 0, 2)
  log.skip('events', 0, 1)
  const at = (topic: string, partition: number, offset: number) => recordAt(log, { topic, partition, offset })
  const out = (message: RegExp, hint: string) => ({ code: 'offset_out_of_range', message, hint })
  await assert.rejects(at('other', 0, 0), {
    code: 'topic_missing',
    message: /topic other does not exist .*memory/,
  })
  await assert.rejects(at('events', 2, 0), out(/has the partitions 0 to 1, not 2/, ''))
  await assert.rejects(at('events', 0, 1), out(/events\/0 has no record 1/, 'it holds 2 to 5'))
  await assert.rejects(at('events', 0, 6), out(/events\/0 has no record 6/, 'it holds 2 to 5'))
  await assert.rejects(at('events', 0, 5), out(/events\/0 has no record 5/, 'it holds 2 to 5'))
  await assert.rejects(at('events', 1, 0), out(/events\/1 has no record 0/, 'it is empty'))
  await assert.rejects(
    recordAt(await logWith(1), { topic: 'events', partition: 1, offset: 0 }),
    out(/has the one partition 0, not 1/, ''),
  )
})

test('a message from a file is the first record of its topic, of now', () => {
  const message = { topic: 'events', value: Buffer.from('{}'), headers: [], key: Buffer.from('k') }
  assert.deepEqual(looseRecord(message, 5), { ...message, partition: 0, offset: 0, timestamp: 5 })
})
