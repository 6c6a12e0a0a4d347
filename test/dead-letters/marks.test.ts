import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendMark, markHeader, mostMarked, parseMark } from '../../src/dead-letters/marks.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

async function marked(offsets: readonly number[]) {
  const log = new MemoryLog()
  await log.createTopic('d', { partitions: 2 })
  await appendMark(
    log,
    { topic: 'd', partition: 1 },
    { mark: 'discarded', offsets, by: 'ops', reason: 'why' },
  )
  return log.partition('d', 1).records
}

test('a mark is read back as it was written, from the partition of its letters', async () => {
  const [record, ...more] = await marked([3, 7])
  assert.deepEqual(more, [])
  const { at, ...mark } = parseMark(record!)!
  assert.deepEqual(mark, { version: 1, mark: 'discarded', offsets: [3, 7], by: 'ops', reason: 'why' })
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000)
})

test('many letters make several marks, none make none', async () => {
  const many = await marked(Array.from({ length: mostMarked + 1 }, (_, offset) => offset))
  assert.deepEqual(
    many.map(record => parseMark(record)?.offsets.length),
    [mostMarked, 1],
  )
  assert.deepEqual(await marked([]), [])
})

test('what cannot be read is no mark', () => {
  for (const text of ['', '{', 'null', '{"version":2}', '{"version":1,"mark":"x","offsets":["1"]}'])
    assert.equal(parseMark({ headers: [{ name: markHeader, value: Buffer.from(text) }] }), undefined, text)
  assert.equal(parseMark({ headers: [] }), undefined)
})
