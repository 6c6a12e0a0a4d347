import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { type Attempt, adapterSender, type Wrapping } from '../../src/outbox/sender.ts'
import type { Delivery, Json, Outcome, Sink } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { delivered, eventWork, rule, work } from '../helpers/outbox.ts'

class KeepingSink implements Sink {
  readonly batches: (readonly Delivery[])[] = []
  signal: AbortSignal | undefined
  async send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    this.batches.push(deliveries)
    this.signal = signal
    return deliveries.map(() => delivered)
  }
  async close(): Promise<void> {}
}

function wrapping(): Wrapping & {
  readonly ids: string[]
  readonly actionData: unknown[]
  readonly at: number[]
} {
  const ids: string[] = []
  const actionData: unknown[] = []
  const at: number[] = []
  return {
    sink: 'crm',
    ids,
    actionData,
    at,
    egressId(sourceId) {
      ids.push(sourceId)
      return `egress of ${sourceId.slice(-2)}`
    },
    message(event, data) {
      actionData.push(data)
      return event.message
    },
    body({ event, egressId }, time) {
      at.push(time)
      return { body: Buffer.from(`${event.record.offset} ${egressId}`), contentType: 'text/plain' }
    },
  }
}

const attempt = (offset: number, number = 1, rules = [rule('r', ['crm'])]): Attempt => ({
  work: eventWork(
    logRecord('{}', { offset, headers: [{ name: 'traceparent', value: Buffer.from('00-1-2-01') }] }),
    ['crm'],
    rules,
  ),
  number,
  firstFailure: 0,
  egressId: '',
})

test('each event goes out in its envelope, in order', async () => {
  const sink = new KeepingSink()
  const wrap = wrapping()
  const { signal } = new AbortController()
  const outcomes = await adapterSender(sink, wrap).send([attempt(7), attempt(8, 4)], signal)
  assert.equal(outcomes.length, 2)
  assert.equal(sink.signal, signal)
  const [first, second] = sink.batches[0]!
  assert.equal(first?.body.toString(), '7 egress of 07')
  assert.equal(second?.body.toString(), '8 egress of 08')
  assert.deepEqual([first?.attempt, second?.attempt], [1, 4])
  assert.deepEqual([first?.egressId, first?.dedupId], ['egress of 07', 'egress of 07'])
  assert.deepEqual([first?.sink, first?.replayId, first?.traceparent], ['crm', undefined, '00-1-2-01'])
  assert.ok(Math.abs((wrap.at[0] ?? 0) - Date.now()) < 5_000)
})

test('an egress id is made once and kept; the envelope is made at each attempt', async () => {
  const sink = new KeepingSink()
  const wrap = wrapping()
  const sender = adapterSender(sink, wrap)
  const again = attempt(7)
  await sender.send([again], new AbortController().signal)
  await sender.send([again], new AbortController().signal)
  assert.equal(wrap.ids.length, 1)
  assert.equal(wrap.at.length, 2)
})

test("a sink sees the rules that name it, and their action data: of a key that several set the first rule's", async () => {
  const sink = new KeepingSink()
  const wrap = wrapping()
  const data = (actionData: { [name: string]: Json }) => ({ actionData })
  const rules = [
    rule('one', ['crm'], data({ a: 1, b: 1 })),
    rule('other sink', ['audit'], data({ a: 9 })),
    rule('two', ['audit', 'crm'], data({ a: 2, c: 2 })),
    rule('three', ['crm']),
  ]
  await adapterSender(sink, wrap).send([attempt(7, 1, rules)], new AbortController().signal)
  assert.deepEqual(sink.batches[0]?.[0]?.rules, ['one', 'two', 'three'])
  assert.deepEqual(wrap.actionData, [{ a: 1, b: 1, c: 2 }])
})

test('a record that is no event is never given to a sink', () => {
  const sender = adapterSender(new KeepingSink(), wrapping())
  const undecodable: Attempt = { work: work(1), number: 1, firstFailure: 0, egressId: '' }
  assert.throws(() => sender.send([undecodable], new AbortController().signal), /no event/)
})

test('what no body can be made of is refused, and the others go, each with its own outcome', async () => {
  const sink = new KeepingSink()
  const wrap = wrapping()
  const codes: { readonly [offset: number]: string } = { 7: 'template_failed', 9: 'too_large' }
  const sender = adapterSender(sink, {
    ...wrap,
    body(one, at) {
      const code = codes[one.event.record.offset]
      if (code !== undefined) throw new SluiceError(code, `no ${one.event.record.offset}`)
      return wrap.body(one, at)
    },
  })
  const { signal } = new AbortController()
  assert.deepEqual(await sender.send([attempt(7), attempt(8), attempt(9)], signal), [
    { kind: 'refused', class: 'template', reason: 'no 7' },
    delivered,
    { kind: 'refused', class: 'too_large', reason: 'no 9' },
  ])
  assert.deepEqual(
    sink.batches.map(batch => batch.map(({ event }) => event.record.offset)),
    [[8]],
  )
  await sender.send([attempt(7)], signal)
  assert.equal(sink.batches.length, 1)
})

test('any other error is a defect, and fails the batch', () => {
  const wrap = {
    ...wrapping(),
    body() {
      throw new Error('a defect')
    },
  }
  assert.throws(
    () => adapterSender(new KeepingSink(), wrap).send([attempt(7)], new AbortController().signal),
    /a defect/,
  )
})

test('what an operator has asked for again keeps its egress id, and its dedup id is another', async () => {
  const sink = new KeepingSink()
  const sender = adapterSender(sink, wrapping())
  const replayed = (egressId?: string): Attempt => {
    const once = attempt(7)
    return { ...once, work: { ...once.work, replay: { id: 'r1', egressId } } as Attempt['work'] }
  }
  await sender.send([attempt(7), replayed(), replayed('kept')], new AbortController().signal)
  assert.deepEqual(
    sink.batches[0]?.map(({ egressId, dedupId, replayId }) => [egressId, dedupId, replayId]),
    [
      ['egress of 07', 'egress of 07', undefined],
      ['egress of 07', 'egress of 07:r1', 'r1'],
      ['kept', 'kept:r1', 'r1'],
    ],
  )
})
