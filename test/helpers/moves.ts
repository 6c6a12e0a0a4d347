/** The real reads of a configuration over a log in memory, and what operators do to them. */
import type { TestContext } from 'node:test'
import { Moves } from '../../src/admin/moves.ts'
import { createMetrics } from '../../src/ops/index.ts'
import { Routing } from '../../src/routing.ts'
import { load } from './config-files.ts'
import { AnsweringSink } from './jobs.ts'
import { MemoryLog } from './memory-log.ts'
import { quietLogger } from './quiet-logger.ts'
import { until } from './until.ts'

/** Moves of the sink crm, over topics with so many records in each partition, all of them delivered. */
export async function operatedMoves(
  t: TestContext,
  topics: { readonly [topic: string]: readonly number[] },
): Promise<{ readonly moves: Moves; readonly log: MemoryLog; readonly sink: AnsweringSink }> {
  const names = Object.keys(topics)
  const { config } = await load(
    t,
    `sources: [{ topics: [${names.join(', ')}], start: earliest }]
sinks: { crm: { type: http, url: "http://127.0.0.1:1/" } }
rules: [{ name: r, object_types: [dcim.device], event_types: [object_created], sinks: [crm] }]
`,
  )
  const log = new MemoryLog()
  await log.createTopic('dead-letters.crm', { partitions: 1 })
  await log.createTopic('dead-letters.undecodable', { partitions: 1 })
  const value = Buffer.from(JSON.stringify({ event: 'created', object_type: 'dcim.device', data: { id: 1 } }))
  let all = 0
  for (const [topic, counts] of Object.entries(topics)) {
    await log.createTopic(topic, { partitions: counts.length })
    for (const [partition, count] of counts.entries())
      for (let n = 0; n < count; n++, all++) await log.append(topic, [{ key: null, value, partition }])
  }
  const sink = new AnsweringSink()
  const metrics = createMetrics({
    version: '0',
    sinks: ['crm', 'undecodable'],
    rules: ['r'],
    endpoints: [],
    logLinesDropped: () => 0,
  })
  const routing = new Routing(config, {
    logs: { source: log, deadLetters: log, all: [log] },
    sinks: new Map([['crm', sink]]),
    metrics,
    logger: quietLogger,
    fatal: error => {
      throw error
    },
  })
  routing.readers.start()
  t.after(() => routing.readers.drain(0))
  await until(() => sink.sent.length === all, 'everything')
  const settled = () => [...routing.readers.positions()].every(({ position, head }) => position === head)
  await until(settled, 'everything settled')
  return { moves: new Moves({ config, readers: routing.readers, log }), log, sink }
}
