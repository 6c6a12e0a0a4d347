import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { TableRead } from '../../../src/logs/embedded/table-read.ts'
import { numbered, texts } from '../../suites/log-bench.ts'
import { folderFor, linkTo, openStore, partitionsOf, partsOver, writeOf } from './fixtures.ts'

const place = { topic: 't', partition: 0 }

test('two reads of a partition do not know of each other', async t => {
  const { store } = openStore(t, folderFor(t))
  const [id] = partitionsOf(store)
  for (let i = 0; i < 3; i++) store.write(writeOf(id!, numbered(`${i}-`, 1_000)))
  const parts = { ...partsOver(store, linkTo(store)), failed: () => assert.fail('failed') }
  parts.tails.reach(id!, 3_000)
  const [one, two] = [
    new TableRead({ ...place, id: id! }, 0, parts),
    new TableRead({ ...place, id: id! }, 2_998, parts),
  ]
  assert.deepEqual(texts((await two.read())?.records ?? []), ['2-998', '2-999'])
  const first = await one.read()
  assert.equal(first?.records[0]?.offset, 0)
  two.close()
  assert.equal((await one.read())?.records[0]?.offset, first?.next)
  one.close()
})

test('what lies below the start is told as lost, and only by the read that meets it', async t => {
  const { store } = openStore(t, folderFor(t))
  const [id] = partitionsOf(store)
  store.write(writeOf(id!, numbered('a', 10)))
  store.trim({ partition: id!, before: 6 })
  const parts = { ...partsOver(store, linkTo(store)), failed: () => assert.fail('failed') }
  parts.tails.reach(id!, 10)
  const read = new TableRead({ ...place, id: id! }, 2, parts)
  const batch = await read.read()
  assert.deepEqual([batch?.lostBelow, texts(batch?.records ?? [])], [6, ['a6', 'a7', 'a8', 'a9']])
  read.seek(7)
  assert.equal((await read.read())?.lostBelow, undefined)
  read.close()
})

test('a file that cannot be read fails the read and tells of it; once closed it is silent', async t => {
  const { store } = openStore(t, folderFor(t))
  const [id] = partitionsOf(store)
  store.write(writeOf(id!, numbered('a', 10)))
  const failures: Error[] = []
  const link = { call: () => Promise.reject(new SluiceError('log_unusable', 'damaged')) }
  const parts = { ...partsOver(store, link), failed: (error: Error) => failures.push(error) }
  parts.tails.reach(id!, 10)
  await assert.rejects(new TableRead({ ...place, id: id! }, 0, parts).read(), { code: 'log_unusable' })
  assert.equal(failures.length, 1)
  const closed = new TableRead({ ...place, id: id! }, 0, parts)
  const reading = closed.read()
  closed.close()
  assert.equal(await reading, undefined)
  assert.equal(failures.length, 1)
})
