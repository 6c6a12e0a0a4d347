import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsOf, standings } from '../../../src/cli/lag/standings.ts'
import { encodePositions, sinkId } from '../../../src/positions.ts'
import { load } from '../../helpers/config-files.ts'
import { MemoryLog } from '../../helpers/memory-log.ts'

const yaml = `
sources: [{ topics: [events] }]
sinks:
  a: { type: http, url: "http://a/" }
  b: { type: http, url: "http://b/", formerly: old }
  c: { type: http, url: "http://c/", group: own }
`

test('laggards, pauses, former names and groups of their own are read from what is committed', async t => {
  const { config } = await load(t, yaml)
  const log = new MemoryLog()
  await log.createTopic('events', { partitions: 2 })
  for (let n = 0; n < 10; n++)
    await log.append('events', [{ key: null, value: null, partition: 0, timestamp: n * 1_000 }])
  const failures = { attempts: 0, firstFailure: 0 }
  const commit = encodePositions(
    9,
    [
      { id: sinkId('a'), position: 4, paused: true, ...failures },
      { id: sinkId('old'), position: 7, paused: false, ...failures },
    ],
    4_096,
  )
  log.group('sluice').committed.set('events/0', { ...commit, low: 4 })
  log.group('sluice.own').committed.set('events/0', { offset: 10, metadata: '', low: 10 })
  const found = await standings(log, config, 10_000)
  assert.deepEqual(
    found.map(({ sink, position, lag, paused, behind, seconds }) => [
      sink,
      position,
      lag,
      paused,
      behind,
      seconds,
    ]),
    [
      ['a', 4, 6, true, true, 6],
      ['b', 7, 3, false, true, 3],
      ['undecodable', 9, 1, false, false, 1],
      ['c', 10, 0, false, false, undefined],
    ],
  )
  log.trim('events', 0, 6)
  const [a] = await standings(log, config, 10_000)
  assert.deepEqual([a?.position, a?.kept, a?.seconds], [4, -2, 4], 'what is lost shows')
})

test('which sinks share a read; a topic that is not there is said', async t => {
  const { config } = await load(t, yaml)
  assert.deepEqual(
    [...groupsOf(config)],
    [
      ['sluice', ['a', 'b', 'undecodable']],
      ['sluice.own', ['c']],
    ],
  )
  await assert.rejects(standings(new MemoryLog(), config, 0), { code: 'topic_missing' })
})
