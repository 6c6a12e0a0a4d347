import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionsView } from '../../src/admin/positions.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

test('positions are set against what the log holds; what is lost is below 0', async () => {
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 2 })
  for (let n = 0; n < 9; n++) await log.append('events', [{ key: null, value: null, partition: 0 }])
  log.trim('events', 0, 4)
  const position = {
    sink: 'crm',
    topic: 'events',
    partition: 0,
    position: 3,
    head: 6,
    paused: false,
    behind: true,
  }
  const { partitions, positions } = await positionsView(log, ['events', 'missing'], () => [position])
  assert.deepEqual(partitions, { events: 2, missing: 0 })
  assert.deepEqual(positions, [{ ...position, end: 9, lag: 6, kept: -1 }])
})
