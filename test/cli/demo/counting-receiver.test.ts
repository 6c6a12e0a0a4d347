import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type Arrival, CountingReceiver } from '../../../src/cli/demo/counting-receiver.ts'

async function deliver(url: string, sourceId: string, offset: number, id = 1): Promise<number> {
  const envelope = {
    source_id: sourceId,
    source_type: 'object_updated',
    egress_id: `e-${sourceId}`,
    message: { data: { id, name: 'core-01', status: { value: 'active' } } },
  }
  const headers = {
    connection: 'close',
    'sluice-partition': '0',
    'sluice-offset': String(offset),
    'sluice-attempt': '1',
  }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(envelope) })
  await response.arrayBuffer()
  return response.status
}

async function started(t: TestContext, port = 0) {
  const arrivals: Arrival[] = []
  const receiver = await CountingReceiver.start(port, arrival => arrivals.push(arrival))
  t.after(() => receiver.close())
  return { receiver, arrivals }
}

test('it counts what it acknowledged, and duplicates apart', async t => {
  const { receiver, arrivals } = await started(t)
  for (const [source, offset] of [
    ['a', 0],
    ['b', 1],
    ['a', 0],
  ] as const)
    assert.equal(await deliver(receiver.url, source, offset), 200)
  assert.deepEqual(
    [receiver.counts.size, receiver.duplicates, receiver.outOfOrder, arrivals.length],
    [2, 1, 0, 3],
  )
})

test('a first arrival older than one of the same object is out of order', async t => {
  const { receiver } = await started(t)
  await deliver(receiver.url, 'a', 5)
  await deliver(receiver.url, 'b', 3)
  await deliver(receiver.url, 'c', 2, 2)
  assert.equal(receiver.outOfOrder, 1)
})

test('while it is down it answers 503 and counts nothing as arrived', async t => {
  const { receiver, arrivals } = await started(t)
  receiver.down = true
  assert.equal(await deliver(receiver.url, 'a', 0), 503)
  assert.deepEqual([receiver.turnedAway, receiver.counts.size, arrivals.length], [1, 0, 0])
})

test('a port that is taken is no hindrance, and what is no envelope is answered 400', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const { receiver } = await started(t, port)
  assert.notEqual(new URL(receiver.url).port, String(port))
  const response = await fetch(receiver.url, { method: 'POST', headers: { connection: 'close' }, body: 'x' })
  assert.equal(response.status, 400)
})
