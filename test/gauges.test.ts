import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gaugesOf } from '../src/gauges.ts'
import { LogEnds } from '../src/log-ends.ts'
import { load, whole } from './helpers/config-files.ts'
import { MemoryLog } from './helpers/memory-log.ts'
import { idleTenure, mockTime, testOutbox, work } from './helpers/outbox.ts'

test('a scrape shows each sink, and how far what is least settled is from the end of its partition', async t => {
  mockTime(t)
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 2 })
  for (let n = 0; n < 5; n++) await log.append('events', [{ key: null, value: null, partition: 0 }])
  const { outbox } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), undefined)
  const place = { topic: 'events', partition: 0 }
  const gauges = gaugesOf({
    config: () => ({ sinks: new Map() }),
    outboxes: () => [outbox],
    partitions: () => [
      { topic: 'events', partition: 0, read: 5, settled: 3, metadataBytes: 7 },
      { topic: 'other', partition: 0, read: 5, settled: 3, metadataBytes: 7 },
    ],
    standings: () => [
      { ...place, sink: 'a', position: 1, head: 5, paused: false, behind: true, since: Date.now() - 2_500 },
      { ...place, sink: 'b', position: 5, head: 5, paused: true, behind: true, since: undefined },
      {
        ...place,
        topic: 'other',
        sink: 'a',
        position: 1,
        head: 1,
        paused: false,
        behind: false,
        since: undefined,
      },
    ],
    jobs: () => [{ kind: 'replay', sink: 'a', remaining: 9 }],
    ends: new LogEnds(log, () => ['events']),
    logReady: () => true,
  })
  await gauges.refresh?.()
  assert.deepEqual(
    [...gauges.partitions()],
    [
      { topic: 'events', partition: 0, lag: 2, metadataBytes: 7 },
      { topic: 'other', partition: 0, lag: undefined, metadataBytes: 7 },
    ],
  )
  assert.deepEqual(
    [...gauges.standings()],
    [
      { sink: 'a', state: 'behind', lag: 4, seconds: 2.5, margin: 1 },
      { sink: 'b', state: 'paused', lag: 0, seconds: 0, margin: 5 },
      { sink: 'a', state: 'at_head', lag: undefined, seconds: 0, margin: undefined },
    ],
  )
  assert.deepEqual([...gauges.jobs()], [{ kind: 'replay', sink: 'a', remaining: 9 }])
  const [sink] = [...gauges.sinks()]
  assert.deepEqual(
    [sink?.name, sink?.windowCount, sink?.inFlight, sink?.alarm, sink?.breaker],
    [outbox.name, 1, 1, false, 'closed'],
  )
  outbox.abort()
})

test('a sink whose other side nobody checks is shown as that, until the configuration says otherwise', async t => {
  const { outbox } = testOutbox()
  const { config } = await load(t, whole)
  const crm = config.sinks.get('crm')!
  const withTls = (tls: object) => new Map([[outbox.name, { ...crm, options: { ...crm.options, ...tls } }]])
  let sinks = withTls({ tls: { verify: false } })
  const gauges = gaugesOf({
    config: () => ({ sinks }),
    outboxes: () => [outbox],
    partitions: () => [],
    standings: () => [],
    jobs: () => [],
    ends: new LogEnds(new MemoryLog(), () => []),
    logReady: () => true,
  })
  const shown = () => [...gauges.sinks()].map(({ tlsUnverified }) => tlsUnverified)
  assert.deepEqual(shown(), [true])
  sinks = withTls({ tls: { verify: true } })
  assert.deepEqual(shown(), [false])
  sinks = withTls({})
  assert.deepEqual(shown(), [false])
})
