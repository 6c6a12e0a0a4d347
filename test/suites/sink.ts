/**
 * What every sink promises, whatever its protocol. An adapter joins with an `OtherSide` and a line about what it can be
 * made to do.
 */
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { deliveries, delivery } from '../helpers/deliveries.ts'
import { watchLeaks } from '../helpers/leaks.ts'
import { until } from '../helpers/until.ts'
import { arrival, checked, generous, never, open, type SinkSuite, watchEscapes } from './other-side.ts'

export type { Arrival, OtherSide, Reply, SinkSuite } from './other-side.ts'

const hurried = 300 // ms; a total deadline that is meant to pass

/** Registers the suite's tests for one adapter. */
export function sinkSuite(suite: SinkSuite): void {
  describe(`sink ${suite.type}`, () => {
    whatArrives(suite)
    aborts(suite)
    closing(suite)
    if (suite.replies.length > 0) replies(suite)
    if (suite.holds) holds(suite)
    if (suite.stops) stops(suite)
  })
}

function whatArrives(suite: SinkSuite): void {
  test('what is delivered arrives byte for byte, with its ids', async t => {
    const { other, sink, send } = await open(suite, t)
    const bodies = [
      '{}',
      '{"a":1.0,"b":12345678901234567890}\r\n',
      '{"é":"\u{1f600}\u2028"}',
      ' '.repeat(200_000),
    ]
    const sent = bodies.map(text => delivery({ body: Buffer.from(text) }))
    for (const one of sent) assert.equal((await send([one]))[0]!.kind, 'delivered')
    const { carried = body => body } = suite
    assert.deepEqual(
      await other.arrived(),
      sent.map(one => ({ ...arrival(one), body: carried(one.body) })),
    )
    await sink.close()
  })

  test('a replay carries its own dedup id and the same egress id', async t => {
    const { other, send } = await open(suite, t)
    const first = delivery({ offset: 7 })
    const again = delivery({ offset: 7, replayId: '7d9f' })
    await send([first])
    await send([again])
    assert.deepEqual(await other.arrived(), [arrival(first), arrival(again)])
    assert.notEqual(again.dedupId, first.dedupId)
  })

  test('nothing to send is no outcome and nothing on the wire', async t => {
    const { other, send } = await open(suite, t)
    assert.deepEqual(await send([]), [])
    assert.equal((await other.arrived()).length, 0)
  })

  test('a delivery that cannot be read fails the call, and nothing escapes or is held', async t => {
    const escaped = watchEscapes(t)
    const { sink, send } = await open(suite, t)
    const bad = Object.defineProperty({ ...delivery() }, 'body', {
      get: () => {
        throw new Error('a defect')
      },
    })
    await assert.rejects(async () => await sink.send([bad], never), /a defect/)
    assert.equal((await send([delivery()]))[0]!.kind, 'delivered')
    await sink.close()
    await turn()
    assert.deepEqual(escaped, [])
  })

  test('leaves no socket, timer or listener behind when closed', async t => {
    const { other } = await open(suite, t)
    const left = watchLeaks()
    const aborter = new AbortController()
    const sink = await other.sink({ timeout: generous, concurrency: 4 })
    await Promise.all(deliveries(4).map(one => sink.send([one], aborter.signal)))
    await sink.close()
    assert.equal(getEventListeners(aborter.signal, 'abort').length, 0)
    assert.deepEqual(await left(), [])
    await until(() => other.connections() === 0, 'the connections to be closed')
  })
}

function aborts(suite: SinkSuite): void {
  test('aborted before it starts: rejects with the reason, and nothing is sent', async t => {
    const { other, sink } = await open(suite, t)
    const reason = new Error('the tenure ended')
    await assert.rejects(async () => await sink.send(deliveries(2), AbortSignal.abort(reason)), same(reason))
    assert.equal((await other.arrived()).length, 0)
  })

  test('a signal that aborts after the outcome changes nothing', async t => {
    const escaped = watchEscapes(t)
    const { sink, send } = await open(suite, t)
    const aborter = new AbortController()
    assert.equal((await sink.send([delivery()], aborter.signal))[0]!.kind, 'delivered')
    aborter.abort(new Error('late'))
    assert.equal((await send([delivery()]))[0]!.kind, 'delivered')
    await turn()
    assert.deepEqual(escaped, [])
  })
}

function closing(suite: SinkSuite): void {
  test('closes twice, also before anything was sent', async t => {
    const { other, sink } = await open(suite, t)
    await Promise.all([sink.close(), sink.close()])
    await sink.close()
    const used = await other.sink({ timeout: generous, concurrency: 1 })
    await used.send([delivery()], never)
    await Promise.all([used.close(), used.close()])
    await used.close()
  })

  test('a closed sink sends nothing', async t => {
    const { other, sink } = await open(suite, t)
    await sink.close()
    await assert.rejects(async () => await sink.send([delivery()], never), { code: 'sink_closed' })
    assert.equal((await other.arrived()).length, 0)
  })
}

function replies(suite: SinkSuite): void {
  for (const reply of suite.replies)
    test(`${reply}: one outcome per delivery, in order`, async t => {
      const { other, send } = await open(suite, t)
      other.reply!(['accept', reply, 'accept'])
      const kind = reply === 'refuse' ? 'refused' : 'retry'
      const outcomes = await send(deliveries(3))
      assert.deepEqual(
        outcomes.map(outcome => outcome.kind),
        ['delivered', kind, 'delivered'],
      )
      assert.equal((await other.arrived()).length, 3)
    })

  if (suite.replies.includes('retry'))
    test('what was not accepted is delivered at the next attempt', async t => {
      const { other, send } = await open(suite, t)
      other.reply!(['retry'])
      assert.equal((await send([delivery({ offset: 3 })]))[0]!.kind, 'retry')
      assert.equal((await send([delivery({ offset: 3, attempt: 2 })]))[0]!.kind, 'delivered')
      const [first, second] = await other.arrived()
      assert.equal(first!.dedupId, second!.dedupId)
    })

  if (suite.replies.includes('throttle'))
    test('throttled says so, with the wait that the other side names', async t => {
      const { other, send } = await open(suite, t)
      other.reply!(['throttle'])
      const [outcome] = await send([delivery()])
      assert.ok(outcome?.kind === 'retry')
      assert.equal(outcome.class, 'throttled')
      assert.equal(outcome.wait, suite.throttleWait)
    })
}

function holds(suite: SinkSuite): void {
  test('another side that says nothing: a retry by the total deadline, and the place is free again', async t => {
    const { other } = await open(suite, t)
    const sink = await other.sink({ timeout: hurried, concurrency: 1 })
    t.after(() => sink.close())
    other.hold!()
    const startedAt = performance.now()
    const [outcome] = checked(suite, await sink.send([delivery()], never))
    assert.ok(outcome?.kind === 'retry')
    assert.equal(outcome.class, 'timeout')
    const took = performance.now() - startedAt
    assert.ok(took >= hurried - 1 && took < 5_000, `took ${took} ms`)
    other.release!()
    // The first connection or two may take longer than the hurried deadline on a loaded machine.
    await until(
      async () => (await sink.send([delivery()], never))[0]!.kind === 'delivered',
      'a delivery after the release',
    )
  })

  test('abort under way: rejects at once with the reason, is no outcome, and leaves others alone', async t => {
    const { other, sink, send } = await open(suite, t)
    const reason = new Error('the tenure ended')
    const aborter = new AbortController()
    other.hold!()
    const aborted = [sink.send([delivery()], aborter.signal), sink.send(deliveries(2), aborter.signal)]
    const staying = send([delivery()])
    await until(async () => (await other.arrived()).length >= 3, 'three messages under way')
    const rejections = aborted.map(sending => assert.rejects(sending, same(reason)))
    aborter.abort(reason)
    await Promise.all(rejections)
    other.release!()
    assert.equal((await staying)[0]!.kind, 'delivered')
    assert.equal((await send([delivery()]))[0]!.kind, 'delivered')
  })

  test('closed while sending: ends, and reports nothing as delivered', async t => {
    const { other, sink } = await open(suite, t)
    other.hold!()
    const sending = deliveries(3).map(one => sink.send([one], never))
    const endings = Promise.allSettled(sending)
    await until(async () => (await other.arrived()).length === 3, 'three messages under way')
    await sink.close()
    for (const ending of await endings)
      if (ending.status === 'fulfilled') assert.equal(ending.value[0]!.kind, 'retry')
    await until(() => other.connections() === 0, 'the connections to be closed')
  })

  test('as many calls at a time as `concurrency` says, and no more connections', async t => {
    const { other } = await open(suite, t)
    const sink = await other.sink({ timeout: generous, concurrency: 5 })
    t.after(() => sink.close())
    for (let round = 1; round <= 3; round++) {
      other.hold!()
      const sending = Promise.all(deliveries(5).map(one => sink.send([one], never)))
      await until(async () => (await other.arrived()).length === 5 * round, 'five messages under way')
      assert.ok(other.connections() <= 5, `${other.connections()} connections`)
      other.release!()
      for (const [outcome] of await sending) assert.equal(outcome!.kind, 'delivered')
    }
  })
}

function stops(suite: SinkSuite): void {
  test('nobody there: a retry, and it works again by itself afterwards', async t => {
    const { other, send } = await open(suite, t)
    assert.equal((await send([delivery()]))[0]!.kind, 'delivered')
    await other.stop!()
    for (let attempt = 1; attempt <= 3; attempt++) {
      const [outcome] = await send([delivery({ attempt })])
      assert.ok(outcome?.kind === 'retry')
      assert.equal(outcome.class, 'network')
    }
    await other.start!()
    assert.equal((await send([delivery({ attempt: 4 })]))[0]!.kind, 'delivered')
  })

  test('the other side restarts in mid-run: every delivery arrives, by retries alone', async t => {
    const { other, send } = await open(suite, t)
    const all = deliveries(400)
    const left = [...all]
    let delivered = 0
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        for (let kind = ''; kind !== 'delivered'; kind === 'delivered' && delivered++)
          kind = (await send([next]))[0]!.kind
    }
    const running = Promise.all(Array.from({ length: 8 }, worker))
    await until(() => delivered > 100, 'a quarter to be delivered')
    await other.stop!()
    await other.start!()
    await running
    const ids = new Set((await other.arrived()).map(({ egressId }) => egressId))
    for (const { egressId } of all) assert.ok(ids.has(egressId), `${egressId} never arrived`)
  })
}

/** The very error, not one like it. */
function same(reason: Error): (error: unknown) => boolean {
  return error => error === reason
}
