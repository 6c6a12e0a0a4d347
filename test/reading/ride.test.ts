import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ride } from '../../src/reading/ride.ts'
import { Share } from '../../src/reading/share.ts'
import type { Batch } from '../../src/types.ts'
import { answerAll, many, narrow, numbers, placeOf, rereads } from '../helpers/behind.ts'
import { logRecord } from '../helpers/events.ts'
import { delivered, failed, mockTime } from '../helpers/outbox.ts'
import { at, testPlaces } from '../helpers/places.ts'
import {
  committedOf,
  group,
  passAll,
  put,
  reading,
  stands,
  testLog,
  topic,
  turns,
} from '../helpers/reader.ts'

test('a sink that was shed is read for again where it stood, and what settled meanwhile is not sent again', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 12, 'a,b')
  const breaker = { failures: 3, open: 5_000 }
  const { senders, outboxes } = await reading(t, log, { settings: { concurrency: 5, breaker } })
  const { a, b } = senders
  await answerAll(a)
  b?.at(2).answer(delivered)
  await turns()
  for (const offset of [0, 1, 3]) b?.at(offset).answer(failed)
  await turns()
  assert.equal(outboxes.get('b')?.state.breaker, 'open')
  assert.equal(outboxes.get('b')?.state.count, b?.wire.length, 'the lane holds nothing but what is under way')
  assert.deepEqual(rereads(log), [], 'and nothing is read for it')
  const before = b?.started.length ?? 0
  for (let second = 0; second < 40; second++) {
    await passAll(1_000)
    await answerAll(b)
  }
  const after = b?.started.slice(before) ?? []
  assert.ok(!after.includes(2), `what was settled comes again: ${after}`)
  assert.deepEqual(
    [...new Set(b?.started)].sort((x, y) => x - y),
    numbers(12),
  )
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [12, ''])
})

test('attempts and the first failure of the record that holds a sink up outlive its owner', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a,b')
  const max_attempts = 4
  const retry = { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts }
  const first = await reading(t, log, { settings: { retry } })
  for (let tries = 0; tries < 3; tries++) {
    first.senders['a']?.at(0).answer(failed)
    await passAll(1_000)
  }
  assert.match(committedOf(log)?.metadata ?? '', /:1:3:/)
  log.kill(log.group(group).members[0]!)
  const second = await reading(t, log, { settings: { retry } })
  assert.deepEqual(
    second.senders['a']?.at(0).attempts.map(({ number }) => number),
    [4],
  )
})

test('retention overtakes a laggard: it goes on at what is left, a dead letter says what it missed, and until then nothing hides it', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 60, 'a,b')
  const { senders, meter } = await reading(t, log, { settings: narrow })
  await answerAll(senders['a'])
  let down = true
  log.onAppend = to => {
    if (down && to === 'dead-letters.b') throw new Error('down')
  }
  log.trim(topic, 0, 40)
  await answerAll(senders['b'])
  assert.deepEqual(senders['b']?.started, [0, 1, 2, 3, ...numbers(20, 40)])
  assert.equal(meter.counts.missed, 36)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'b'), 4, 'as long as its dead letter is not durable')
  down = false
  for (let second = 0; second < 40; second++) await passAll(1_000)
  const [letter, ...more] = log.partition('dead-letters.b', 0).records
  const story = JSON.parse(letter?.headers[0]?.value.toString() ?? '{}')
  assert.deepEqual([story.stage, story.place, more.length], ['gap', { topic, partition: 0, offset: 4 }, 0])
  assert.equal(stands(committedOf(log), 'b'), 60)
})

test('a laggard is at the head in the tick in which it gets there, and the record behind comes from there', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 3 })
  await many(log, 10, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  await answerAll(made.senders['a'])
  log.show(topic, 0, 10)
  await put(log, 'z=a,b')
  await answerAll(made.senders['b'])
  assert.deepEqual(placeOf(made, 'b'), { position: 10, head: 10, behind: false, paused: false })
  log.show(topic, 0, 11)
  await turns()
  assert.deepEqual(made.senders['b']?.started, numbers(11))
  assert.deepEqual(rereads(log), [4])
})

test('records that belong to nobody who rides do not keep their fetch, and are not counted twice', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 30, 'a,b')
  const { senders, meter } = await reading(t, log, { settings: narrow })
  await answerAll(senders['a'])
  await answerAll(senders['b'])
  assert.deepEqual([meter.counts.received, meter.counts.unmatched], [30, 30])
})

/** A ride over records that all of these sinks want, two to a fetch; `between` is done between two fetches. */
function rideOf(
  made: ReturnType<typeof testPlaces>,
  from: number,
  wanted: string,
  between: () => void = () => {},
) {
  const { places, parts, tenure } = made
  let next = from
  Object.assign(tenure, {
    reread: () => ({
      read: async (): Promise<Batch> => {
        if (next > from) between()
        const records = [next, next + 1].map(offset => logRecord(wanted, { topic, partition: 0, offset }))
        next += 2
        return { records, next }
      },
      close() {},
    }),
  })
  return new Ride(places, from, { ...parts, share: new Share() })
}

test('it takes nobody further than the head stands, and all who ride arrive together', async () => {
  const made = testPlaces(100, at('a', 95), at('b', 95), at('undecodable', 100))
  made.places.read = 98
  made.places.leave(made.outbox('a'), 95)
  const ride = rideOf(made, 95, 'a,b')
  await ride.run(95, 1, () => true)
  assert.deepEqual(made.made['a']?.sender.started, [95, 96, 97])
  assert.deepEqual([made.places.laggards.size, ride.at], [0, 98])
})

test('who is met on the way boards; whose place was passed waits for a turn of its own', async () => {
  const made = testPlaces(120)
  const { places, outbox } = made
  places.leave(outbox('a'), 100)
  places.leave(outbox('b'), 104)
  places.leave(outbox('undecodable'), 99)
  places.pause(outbox('undecodable'))
  let fetches = 0
  const ride = rideOf(made, 100, 'a,b', () => {
    if (++fetches === 1) places.resume(outbox('undecodable'))
  })
  await ride.run(100, 7, () => fetches < 4)
  assert.deepEqual(made.made['a']?.sender.started, numbers(10, 100))
  assert.deepEqual(made.made['b']?.sender.started, numbers(6, 104))
  assert.deepEqual([places.next(outbox('a')), places.next(outbox('b'))], [110, 110])
  assert.equal(places.next(outbox('undecodable')), 99)
  assert.deepEqual([...places.laggards.values()].map(({ outbox, served }) => [outbox.name, served]).sort(), [
    ['a', 7],
    ['b', 7],
    ['undecodable', 0],
  ])
})

test('it goes on within the fetch at hand, back too, without another one', async () => {
  const made = testPlaces(120, at('a', 100), at('b', 120))
  let fetches = 0
  const ride = rideOf(made, 100, 'a', () => fetches++)
  await ride.run(100, 1, () => false)
  assert.deepEqual(
    [ride.at, ride.covers(100), ride.covers(102), ride.covers(99), ride.covers(103)],
    [102, true, true, false, false],
  )
  for (const offset of [100, 101]) made.made['a']?.sender.at(offset).answer(delivered)
  await turns()
  made.places.move(made.outbox('a'), 101)
  await ride.run(101, 2, () => false)
  assert.deepEqual([made.made['a']?.sender.started, fetches], [[100, 101, 101], 0])
  ride.close()
  assert.equal(ride.covers(101), false)
})
