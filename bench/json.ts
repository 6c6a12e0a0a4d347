/** What a message's bytes cost: one scan beside JSON.parse. Prints nanoseconds per event, best of five rounds. */
import { compilePaths, scan } from '../src/json/index.ts'
import { LARGE, netboxEvent, SMALL } from '../test/helpers/events.ts'

const paths = compilePaths([
  'event',
  'object_type',
  'model',
  'timestamp',
  'source_id',
  'event_type',
  'data.id',
])
const EVENTS = 500
const ROUND = 20_000

for (const size of [SMALL, LARGE]) {
  const messages = Array.from({ length: EVENTS }, (_, id) => netboxEvent({ id: id + 1, size }))
  print(size, 'scan', messages, message => scan(message, paths))
  print(size, 'JSON.parse', messages, message => JSON.parse(message.toString()))
}

function print(size: number, what: string, messages: readonly Buffer[], work: (message: Buffer) => unknown) {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint()
    for (let n = 0; n < ROUND; n++) work(messages[n % EVENTS]!)
    best = Math.min(best, Number(process.hrtime.bigint() - start) / ROUND)
  }
  console.log(`${size} bytes  ${what.padEnd(12)} ${best.toFixed(0).padStart(7)} ns`)
}
