/** The suite that holds every sink, with an embedded log as the other side. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { logSink } from '../../../sinks/log/sink.ts'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import type { Log, LogRecord } from '../../../src/types.ts'
import { arrivalOf } from '../../helpers/append-double.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { sinkSuite } from '../../suites/sink.ts'

sinkSuite({
  type: 'log with the embedded log',
  replies: [],
  holds: false,
  stops: false,
  secrets: ['secret'],
  open: async t => {
    const path = await mkdtemp(join(tmpdir(), 'sluice-log-secret-'))
    t.after(() => rm(path, { recursive: true, force: true }))
    const log = embeddedLog(
      { type: 'embedded', path, group: 'g', partitions: 1, retention: 0, max_bytes: 0, on_full: 'refuse' },
      { logger: quietLogger },
    )
    t.after(() => log.close())
    await log.open()
    await log.createTopic('copies', { partitions: 1 })
    const own = {
      append: log.append.bind(log),
      bounds: log.bounds.bind(log),
      reachable: () => true,
      isOwn: () => false,
      close: async () => {},
    }
    return {
      arrived: async () => (await recordsOf(log)).map(arrivalOf),
      connections: () => 0,
      sink: ({ timeout, concurrency }) =>
        logSink.create(
          { type: 'log', topic: 'copies', timeout },
          { name: 'copy', userAgent: 'Sluice/1.2.3', concurrency, log: () => own },
        ),
    }
  },
})

async function recordsOf(log: Log): Promise<readonly LogRecord[]> {
  const [held] = (await log.bounds('copies'))!
  const records: LogRecord[] = []
  if (held!.end > 0) for await (const record of log.scan('copies', 0, 0, held!.end)) records.push(record)
  return records
}
