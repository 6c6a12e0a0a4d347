/**
 * What holds for every log. A log joins with a file of its own:
 *
 *     logSuite({
 *       name: 'the embedded log',
 *       deadline: 10_000,
 *       tooLarge: 64 * 2 ** 20 + 1,
 *       open: async t => { const log = embeddedLog(…); await log.open(); t.after(() => log.close()); return log },
 *       forget: (log, topic, partition, before) => …,
 *     })
 */
import { describe } from 'node:test'
import { appendTests } from './log-append.ts'
import { LogBench, type LogSuite } from './log-bench.ts'
import { groupTests } from './log-groups.ts'
import { rangeTests } from './log-ranges.ts'
import { rereadTests } from './log-rereads.ts'

/** Declares the tests. */
export function logSuite(suite: LogSuite): void {
  const bench = new LogBench(suite)
  describe(suite.name, { skip: suite.skip ?? false }, () => {
    appendTests(bench)
    rangeTests(bench)
    groupTests(bench)
    rereadTests(bench)
  })
}
