import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Batch, Sending } from '../../../sinks/mqtt/sending.ts'

const message = { topic: 't', body: Buffer.alloc(0), qos: 1, retain: false, properties: undefined } as const
const signal = new AbortController().signal
const delivered = { kind: 'delivered' } as const

function sendings(count: number) {
  const batch = new Batch(count)
  const ended: (string | undefined)[] = []
  const owner = { ended: (_: Sending, how: string | undefined) => void ended.push(how) }
  const all = Array.from({ length: count }, (_, at) => new Sending(message, batch, at, owner, 10, signal))
  return { batch, all, ended }
}

test('a batch ends with its last outcome, in the order of the deliveries', async () => {
  const { batch, all, ended } = sendings(3)
  all[2]!.settle({ kind: 'delivered', status: 2 })
  all[0]!.settle({ kind: 'delivered', status: 0 })
  all[1]!.settle({ kind: 'delivered', status: 1 })
  assert.deepEqual(
    (await batch.outcomes).map(({ status }) => status),
    [0, 1, 2],
  )
  assert.deepEqual(ended, [undefined, undefined, undefined])
})

test('what is late says whether it was sent', async () => {
  const { batch, all, ended } = sendings(2)
  all[1]!.sent = true
  for (const one of all) one.expire()
  assert.deepEqual(await batch.outcomes, [
    { kind: 'retry', class: 'timeout', reason: 'no connection with room in time' },
    { kind: 'retry', class: 'timeout', reason: 'no acknowledgement in time' },
  ])
  assert.deepEqual(ended, ['late', 'late'])
})

test('an abort is no outcome: the call rejects with its reason', async () => {
  const { batch, all, ended } = sendings(2)
  const reason = new Error('the tenure ended')
  all[0]!.settle(delivered)
  all[1]!.abort(reason)
  await assert.rejects(batch.outcomes, error => error === reason)
  assert.deepEqual(ended, [undefined, 'aborted'])
})

test('it ends once: what comes later changes nothing', async () => {
  const { batch, all, ended } = sendings(1)
  all[0]!.settle(delivered)
  all[0]!.expire()
  all[0]!.abort(new Error('late'))
  all[0]!.settle({ kind: 'delivered', status: 1 })
  assert.deepEqual(await batch.outcomes, [delivered])
  assert.deepEqual(ended, [undefined])
})
