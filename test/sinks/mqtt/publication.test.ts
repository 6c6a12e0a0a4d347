import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pending, type Publication } from '../../../sinks/mqtt/publication.ts'

const message = { topic: 't', body: Buffer.alloc(0), qos: 1, retain: false, properties: undefined } as const
const publication = (): Publication => ({ message, settle: () => {} })

test('an answer finds its publication, once', () => {
  const pending = new Pending()
  const [first, second] = [publication(), publication()]
  pending.add(7, first, 1)
  pending.add(8, second, 2)
  assert.deepEqual([pending.size, pending.identifiers], [2, [7, 8]])
  assert.deepEqual([pending.sentAt(first), pending.sentAt(second)], [1, 2])
  assert.deepEqual(pending.take(8, 0x97), { publication: second, code: 0x97 })
  assert.equal(pending.take(8, 0), undefined)
  assert.equal(pending.sentAt(second), undefined)
  assert.equal(pending.size, 1)
})

test('of two answers the first counts where the second says nothing', () => {
  const pending = new Pending()
  for (const id of [1, 2, 3]) pending.add(id, publication(), 0)
  pending.note(1, 0x10)
  pending.note(2, 0x10)
  pending.note(99, 0x10)
  assert.equal(pending.take(1, 0)?.code, 0x10)
  assert.equal(pending.take(2, 0x92)?.code, 0x92)
  assert.equal(pending.take(3, 0)?.code, 0)
})

test('what has no identifier takes none from the others', () => {
  const pending = new Pending()
  const [first, second] = [publication(), publication()]
  const ids = [pending.addUnnumbered(first, 0), pending.addUnnumbered(second, 0)]
  pending.add(1, publication(), 0)
  assert.deepEqual(pending.identifiers, [1])
  assert.equal(pending.take(ids[1]!, 0)?.publication, second)
  assert.equal(pending.takeAll().length, 2)
  assert.equal(pending.size, 0)
})
