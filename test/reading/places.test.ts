import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delivered, settle, work } from '../helpers/outbox.ts'
import { at, testPlaces } from '../helpers/places.ts'

test('the head begins with the furthest sink, those lower are behind; what only `undecodable` has passed counts for it alone', () => {
  const { places, outbox, stored } = testPlaces(100, at('a', 80), at('b', 60))
  assert.equal(places.read, 80)
  assert.deepEqual([places.isBehind(outbox('a')), places.isBehind(outbox('b'))], [false, true])
  assert.deepEqual([places.next(outbox('a')), places.next(outbox('b'))], [80, 60])
  assert.equal(places.lane(outbox('undecodable')).from, 100)
  assert.deepEqual(stored(), { offset: 100, low: 60, listed: [at('b', 60), at('a', 80)] })
})

test('a sink is left behind once, goes further back only, and is at the head again when it arrives', () => {
  const { places, outbox } = testPlaces(100)
  let told = 0
  places.onLaggard = () => told++
  let arrived = 0
  places.onArrival = () => arrived++
  places.read = 120
  places.leave(outbox('a'), 110)
  places.leave(outbox('a'), 105)
  places.leave(outbox('a'), 115)
  assert.equal(places.next(outbox('a')), 105)
  assert.equal(told, 3)
  const laggard = places.laggards.get(outbox('a'))!
  laggard.leave(120, 0)
  places.arrive(laggard)
  assert.deepEqual([places.isBehind(outbox('a')), places.next(outbox('a')), arrived], [false, 120, 1])
})

test('what a sink is owed first waits since the time of its record, as far as that is known', t => {
  t.mock.timers.enable({ apis: ['Date'], now: 9_000 })
  const { places, outbox } = testPlaces(100)
  assert.equal(places.since(outbox('a')), undefined)
  places.leave(outbox('a'), 110, 5_000)
  assert.equal(places.since(outbox('a')), 5_000)
  places.leave(outbox('a'), 115, 6_000)
  assert.equal(places.since(outbox('a')), 5_000)
  places.leave(outbox('a'), 105)
  assert.equal(places.since(outbox('a')), 5_000)
  places.leave(outbox('b'), 110)
  assert.equal(places.since(outbox('b')), 9_000)
  const held = work(120)
  outbox('b').offer(places.lane(outbox('b')), held, undefined)
  assert.equal(places.since(outbox('b')), held.record.timestamp)
})

test('with every sink behind there is nobody at the head, whatever `undecodable` does', () => {
  const { places, outbox } = testPlaces(100)
  places.leave(outbox('a'), 100)
  places.leave(outbox('undecodable'), 100)
  assert.equal(places.nobodyAtHead, false)
  places.leave(outbox('b'), 100)
  assert.equal(places.nobodyAtHead, true)
  places.arrive(places.laggards.get(outbox('undecodable'))!)
  assert.equal(places.nobodyAtHead, true)
  assert.deepEqual(
    [...places.atHead()].map(({ name }) => name),
    ['undecodable'],
  )
})

test("an operator's pause sheds what is unsent, is listed at whatever place, and is kept by the next owner", () => {
  const { places, outbox, made, stored } = testPlaces(100)
  const lane = places.lane(outbox('a'))
  for (const offset of [100, 101, 102]) outbox('a').offer(lane, work(offset), 'k')
  places.read = 103
  places.pause(outbox('a'))
  assert.deepEqual(made['a']?.sender.started, [100])
  assert.deepEqual([places.next(outbox('a')), places.isReady(outbox('a'))], [101, false])
  places.pause(outbox('b'))
  const { listed } = stored()
  assert.deepEqual(listed, [at('a', 100, { paused: true }), at('b', 103, { paused: true })])
  const next = testPlaces(103, ...listed)
  assert.equal(next.places.isPaused(next.outbox('a')), true)
  assert.equal(next.places.lane(next.outbox('b')).paused, true)
  next.places.resume(next.outbox('b'))
  assert.deepEqual(next.stored().listed, [at('a', 100, { paused: true })])
})

test('a move takes the sink back or forth, and what it had under way settles nothing', async () => {
  const { places, outbox, made, stored } = testPlaces(100)
  outbox('a').offer(places.lane(outbox('a')), work(100), undefined)
  places.read = 101
  places.move(outbox('a'), 40)
  made['a']?.sender.at(100).answer(delivered)
  await settle()
  assert.deepEqual([places.isBehind(outbox('a')), places.done(outbox('a'))], [true, 40])
  assert.deepEqual(stored().listed, [at('a', 40)])
  places.move(outbox('a'), 500)
  assert.deepEqual([places.isBehind(outbox('a')), places.done(outbox('a'))], [false, 500])
  assert.deepEqual(stored(), { offset: 500, low: 101, listed: [at('b', 101), at('undecodable', 101)] })
})

test('a sink of another configuration is listed until it is forgotten', () => {
  const { places, stored } = testPlaces(100, at('old', 30))
  places.read = 200
  assert.deepEqual(stored(), { offset: 200, low: 200, listed: [at('old', 30)] })
  assert.deepEqual([places.forget('older'), places.forget('old'), places.forget('old')], [false, true, false])
  assert.deepEqual(stored(), { offset: 200, low: 200, listed: [] })
})

test('attempts and first failure of the record at the position go into its entry, and come from there', () => {
  const tried = { attempts: 3, firstFailure: 1_790_000_000 }
  const { stored } = testPlaces(100, at('a', 80, tried), at('b', 100))
  assert.deepEqual(stored().listed, [at('a', 80, tried)])
})

test('what the log lost is missing from where the sink stood, and holds the commit until it is told', async () => {
  const { places, outbox, stored } = testPlaces(100, at('a', 80))
  places.lost([outbox('a'), outbox('b')], 90)
  places.laggards.get(outbox('a'))?.leave(90, 0)
  assert.deepEqual(stored().listed, [at('a', 80)])
  await settle()
  assert.deepEqual(stored().listed, [at('a', 90)])
})

test('once ended it holds nothing, and nobody is told of room any more', () => {
  const { places, outbox, made } = testPlaces(100)
  outbox('a').offer(places.lane(outbox('a')), work(100), undefined)
  places.leave(outbox('b'), 100)
  places.end()
  assert.deepEqual([places.laggards.size, outbox('a').state.count, made['a']?.meter.counts.shed], [0, 0, 1])
})
