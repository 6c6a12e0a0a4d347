import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, openLog } from './fixtures.ts'
import { appendUntil, killInTurn, readWhole } from './kills.ts'

const kafka = ownKafka('appends while brokers are killed')

describe('appends while brokers are killed', { skip: kafka.skip }, () => {
  test('what was acknowledged is in the log, at the place that was told, through 12 kills of 3 brokers', async t => {
    const server = await kafka.start(t, { brokers: 3, heap: '192m' })
    const log = await openLog(t, configFor(server.bootstrap))
    const topic = unique('kills')
    await log.createTopic(topic, { partitions: 6 })
    const end = new AbortController()
    const appending = appendUntil(log, topic, end.signal)
    await killInTurn(server, 12, 3_500).finally(() => end.abort())
    const { acknowledged, refused, longest } = await appending

    const inLog = await readWhole(log, topic)
    const lost = acknowledged.filter(
      ({ text, place }) => inLog.get(`${place.partition}/${place.offset}`) !== text,
    )
    const twice = inLog.size - new Set(inLog.values()).size
    t.diagnostic(
      `${acknowledged.length} acknowledged, ${lost.length} lost, ${twice} twice, ${refused} appends refused, longest ${Math.round(longest)} ms`,
    )
    assert.deepEqual(lost, [])
    assert.ok(acknowledged.length > 1_000, `only ${acknowledged.length} were acknowledged`)
  })
})
