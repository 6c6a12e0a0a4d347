/** Dead letters in a log in memory. */
import { Letters } from '../../src/dead-letters/letters.ts'
import type { Story } from '../../src/outbox/story.ts'
import { storyHeader } from '../../src/outbox/story.ts'
import { MemoryLog } from './memory-log.ts'

/** A story as `DeadLetters` writes one. */
export function storyWith(more: Partial<Story> = {}): Story {
  return {
    version: 1,
    sink: 'crm',
    stage: 'refused',
    reason: 'answered 422',
    class: 'rejected',
    attempts: 1,
    first_failure: '2026-03-01T12:00:00.000Z',
    last_failure: '2026-03-01T12:00:00.000Z',
    place: { topic: 'events', partition: 0, offset: 7 },
    timestamp: '2026-03-01T11:00:00.000Z',
    source_id: '550e8400-e29b-41d4-a716-446655440000',
    egress_id: 'b58ec4a2-f9ab-5e5a-b2c9-1d6f6f7d7c11',
    rules: ['r'],
    config: 'abc',
    ...more,
  }
}

/** A log with a topic of two partitions for crm's dead letters, and who reads them. */
export async function letterLog(): Promise<{ readonly log: MemoryLog; readonly letters: Letters }> {
  const log = new MemoryLog()
  await log.createTopic('dead-letters.crm', { partitions: 2 })
  return { log, letters: new Letters({ log, topicOf: sink => `dead-letters.${sink}` }) }
}

/** Appends a letter. */
export async function bury(
  log: MemoryLog,
  more: Partial<Story> = {},
  value = 'x',
  partition = 0,
): Promise<void> {
  const headers = [{ name: storyHeader, value: Buffer.from(JSON.stringify(storyWith(more))) }]
  await log.append('dead-letters.crm', [
    { key: Buffer.from('k'), value: Buffer.from(value), headers, partition },
  ])
}
