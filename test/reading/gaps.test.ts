import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gap } from '../../src/outbox/types.ts'
import { Gaps, logGap } from '../../src/reading/gaps.ts'
import { KeptLogger, mockTime, pass, settle } from '../helpers/outbox.ts'
import { CountingReaderMeter } from '../helpers/reader.ts'

function gap(sink: string, from: number, to: number): Gap {
  return { sink, topic: 'events', partition: 0, from, to }
}

function bench() {
  const written: Gap[] = []
  const state = { down: false, tries: 0 }
  const meter = new CountingReaderMeter()
  const logger = new KeptLogger()
  const writeGap = async (gap: Gap) => {
    state.tries++
    if (state.down) throw new Error('down')
    written.push(gap)
  }
  const alarms = new Map<Gap, string>()
  const alarm = (gap: Gap, reason: string | undefined) =>
    void (reason === undefined ? alarms.delete(gap) : alarms.set(gap, reason))
  return { gaps: new Gaps({ writeGap, alarm, meter, logger }), written, state, meter, logger, alarms }
}

test('a gap is counted and told in a dead letter; until that is durable it is known where it begins', async t => {
  mockTime(t)
  const { gaps, written, state, meter, logger, alarms } = bench()
  state.down = true
  gaps.add(gap('crm', 40, 60))
  gaps.add(gap('crm', 20, 30))
  gaps.add(gap('audit', 5, 6))
  await settle()
  assert.deepEqual([gaps.untold('crm'), gaps.untold('audit'), gaps.untold('other')], [20, 5, undefined])
  assert.equal(meter.counts.missed, 31)
  assert.deepEqual([...alarms.values()], Array(3).fill('dead letter of a gap not written: down'))
  assert.deepEqual([...new Set(logger.lines.map(({ message }) => message))], ['dead_letter.failed'])
  state.down = false
  await pass(500)
  assert.deepEqual([gaps.untold('crm'), gaps.untold('audit')], [undefined, undefined])
  assert.equal(alarms.size, 0)
  assert.deepEqual(written.map(({ sink, from, to }) => [sink, from, to]).sort(), [
    ['audit', 5, 6],
    ['crm', 20, 30],
    ['crm', 40, 60],
  ])
})

test('once its tenure has ended nothing is tried again', async t => {
  mockTime(t)
  const { gaps, state, alarms } = bench()
  state.down = true
  gaps.add(gap('crm', 40, 60))
  await settle()
  assert.equal(alarms.size, 1)
  gaps.end()
  assert.equal(alarms.size, 0)
  for (let n = 0; n < 60; n++) await pass(1_000)
  assert.equal(state.tries, 1)
})

test("what an operator has moved is not held at its gap's begin, and the dead letter is written all the same", async t => {
  mockTime(t)
  const { gaps, written, state } = bench()
  state.down = true
  gaps.add(gap('crm', 40, 60))
  await settle()
  gaps.forget('crm')
  assert.equal(gaps.untold('crm'), undefined)
  state.down = false
  await pass(500)
  assert.equal(written.length, 1)
})

test('what several sinks lost at a time is one line, with their names up to a number', () => {
  const logger = new KeptLogger()
  logGap(
    logger,
    Array.from({ length: 25 }, (_, n) => gap(`s${n}`, 40 - n, 50)),
  )
  const [line, ...more] = logger.lines
  assert.deepEqual([line?.level, line?.message.split(':')[0], more.length], ['error', 'position.gap', 0])
  const sinks = Array.from({ length: 20 }, (_, n) => `s${n}`)
  const expected = { topic: 'events', partition: 0, start: 50, sinks, count: 25, position: 16, missing: 34 }
  assert.deepEqual(line?.fields, expected)
})
