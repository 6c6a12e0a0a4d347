import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Placed } from '../../../sinks/call.ts'
import type { Link } from '../../../sinks/service-bus/link.ts'
import type { Message } from '../../../sinks/service-bus/message.ts'
import { packed } from '../../../sinks/service-bus/packing.ts'

/** Batches that hold so many bytes of bodies. */
function linkOf(bytes: number): Link {
  const batch = () => {
    let left = bytes
    const tryAddMessage = ({ body }: Message) => {
      if (body.length > left) return false
      left -= body.length
      return true
    }
    return { tryAddMessage }
  }
  return { batch: async () => batch() } as unknown as Link
}

function placed(sizes: readonly number[], keys: readonly string[] = []): readonly Placed<Message>[] {
  return sizes.map((size, at) => ({
    at,
    message: { body: Buffer.alloc(size), ...(keys[at] === undefined ? {} : { partitionKey: keys[at] }) },
  }))
}

async function shape(
  all: readonly Placed<Message>[],
  bytes: number,
  most: number,
): Promise<readonly (readonly number[])[]> {
  const transfers = await packed(all, linkOf(bytes), most)
  for (const { placed, cargo } of transfers)
    assert.equal(placed.length === 1, cargo === placed[0]!.message, 'one by itself is no batch')
  return transfers.map(transfer => transfer.placed.map(({ at }) => at))
}

test('as many as may be, in their order', async () => {
  assert.deepEqual(await shape(placed([1, 1, 1, 1, 1]), 100, 2), [[0, 1], [2, 3], [4]])
})

test('as many as fit; what fits into no batch goes by itself', async () => {
  assert.deepEqual(await shape(placed([4, 4, 4, 20, 1, 1]), 10, 100), [[0, 1], [2], [3], [4, 5]])
})

test('one each where one is all there may be', async () => {
  assert.deepEqual(await shape(placed([1, 1]), 10, 1), [[0], [1]])
  assert.deepEqual(await shape([], 10, 100), [])
})

test('a batch has one partition key', async () => {
  assert.deepEqual(await shape(placed([1, 1, 1, 1], ['a', 'b', 'a', 'b']), 10, 100), [
    [0, 2],
    [1, 3],
  ])
})
