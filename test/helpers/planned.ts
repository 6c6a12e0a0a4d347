import type { TestContext } from 'node:test'
import { Comparison } from '../../src/cli/plan/comparison.ts'
import type { Planned } from '../../src/cli/plan/plan.ts'
import type { Json } from '../../src/types.ts'
import { load } from './config-files.ts'
import { logRecord } from './events.ts'

/** Two configurations compared on some messages of `events`, one after the other from offset 0. */
export async function planned(
  t: TestContext,
  before: string,
  after: string,
  messages: readonly (Json | Buffer)[],
): Promise<Planned> {
  const [current, changed] = [await load(t, before), await load(t, after)]
  const comparison = new Comparison(current.config, changed.config, '')
  for (const [offset, message] of messages.entries()) {
    const value = message === null || Buffer.isBuffer(message) ? message : JSON.stringify(message)
    comparison.add(logRecord(value, { topic: 'events', offset }))
  }
  const stretches = [{ topic: 'events', partition: 0, from: 0, to: messages.length }]
  return { current: 'old.yaml', against: 'new.yaml', stretches, comparison }
}
