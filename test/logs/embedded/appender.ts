/**
 * A process to be killed: `appender.ts <folder> <round>` appends to an embedded log with several writers at a time, each
 * record once the one before is acknowledged, commits as it goes, and prints what it was promised.
 */
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import type { Tenure } from '../../../src/types.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { configFor } from './fixtures.ts'

const [folder = '', round = '0'] = process.argv.slice(2)
const log = embeddedLog(configFor(folder), { logger: quietLogger })
await log.open()
await log.createTopic('events', { partitions: 3 })

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function write(writer: number): Promise<void> {
  for (let number = 0; ; number++) {
    const text = `${round}/${writer}/${number}`
    const value = Buffer.from(text.padEnd(50 + 97 * (number % 13), ' '))
    const [place] = await log.append('events', [{ key: Buffer.from(`${round}/${writer}`), value }])
    say({ appended: text, partition: place?.partition, offset: place?.offset })
  }
}

async function commit(tenure: Tenure): Promise<void> {
  tenure.seek(tenure.committed.offset)
  for (let batch = await tenure.read(); batch !== undefined; batch = await tenure.read()) {
    await tenure.commit({ offset: batch.next, metadata: `read ${batch.next}`, low: batch.next })
    say({ committed: batch.next, partition: tenure.partition })
  }
}

log.read(
  { group: 'sluice', topics: [{ topic: 'events', start: 'earliest' }] },
  {
    assigned: tenures => {
      for (const tenure of tenures) void commit(tenure)
    },
    rebalancing: async () => {},
    ended: () => {},
    failed: error => {
      throw error
    },
  },
)
await Promise.all(Array.from({ length: 12 }, (_, writer) => write(writer)))
