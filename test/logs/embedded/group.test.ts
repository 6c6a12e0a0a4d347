import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { Group } from '../../../src/logs/embedded/group.ts'
import type { CursorListener, Tenure } from '../../../src/types.ts'
import { until } from '../../helpers/until.ts'
import { folderFor, linkTo, openStore, partsOver } from './fixtures.ts'

/** A listener that keeps what it has been assigned. */
class Holder implements CursorListener {
  tenures: readonly Tenure[] = []
  readonly calls: string[] = []
  readonly onRebalancing: (() => void)[] = []

  assigned(tenures: readonly Tenure[]): void {
    this.tenures = tenures
    this.calls.push(`assigned ${tenures.length}`)
  }

  async rebalancing(): Promise<void> {
    this.calls.push('rebalancing')
    for (const act of this.onRebalancing) act()
  }

  ended(): void {
    this.calls.push('ended')
  }

  failed(error: Error): void {
    this.calls.push(`failed: ${error.message}`)
  }
}

const wanting = (...topics: string[]) => ({
  group: 'g',
  topics: topics.map(topic => ({ topic, start: 'earliest' as const })),
})

test('partitions are dealt out evenly, among those who want their topic', async t => {
  const { store } = openStore(t, folderFor(t))
  const parts = partsOver(store)
  for (const [name, partitions] of [
    ['both', 3],
    ['first', 2],
  ] as const)
    parts.topics.add(store.createTopic({ name, partitions }))
  const group = new Group('g', parts)
  t.after(() => group.close())
  const [one, two] = [new Holder(), new Holder()]
  group.join(wanting('both', 'first'), one)
  group.join(wanting('both'), two)
  await until(() => one.calls.length === 1 && two.calls.length === 1, 'both assigned')
  const held = [...one.tenures, ...two.tenures].map(({ topic, partition }) => `${topic}/${partition}`)
  assert.deepEqual(held.sort(), ['both/0', 'both/1', 'both/2', 'first/0', 'first/1'])
  assert.ok(two.tenures.every(({ topic }) => topic === 'both'))
  assert.ok(two.tenures.length >= 1)
})

test('what is committed between rebalancing and ended is what the next owner begins with', async t => {
  const { store } = openStore(t, folderFor(t))
  const parts = partsOver(store)
  parts.topics.add(store.createTopic({ name: 'a', partitions: 1 }))
  const group = new Group('g', parts)
  t.after(() => group.close())
  const [one, two] = [new Holder(), new Holder()]
  const member = group.join(wanting('a'), one)
  await until(() => one.tenures.length === 1, 'assigned')
  one.onRebalancing.push(() => void one.tenures[0]!.commit({ offset: 5, metadata: 'last', low: 5 }))
  group.join(wanting('a'), two)
  await until(() => two.calls.length === 1, 'a second member')
  await member.close()
  await until(() => two.tenures.length === 1, 'taken over')
  assert.deepEqual(two.tenures[0]?.committed, { offset: 5, metadata: 'last', low: 5 })
})

test('a member that comes while partitions are being taken over is not forgotten', async t => {
  const { store } = openStore(t, folderFor(t))
  const inner = linkTo(store)
  let owns = 0
  const second = new Holder()
  const link: typeof inner = {
    async call(operation, argument) {
      if (operation === 'own' && owns++ === 0) group.join(wanting('a'), second)
      return inner.call(operation, argument)
    },
  }
  const parts = partsOver(store, link)
  parts.topics.add(store.createTopic({ name: 'a', partitions: 2 }))
  const group = new Group('g', parts)
  t.after(() => group.close())
  const first = new Holder()
  group.join(wanting('a'), first)
  await until(() => first.tenures.length === 1 && second.tenures.length === 1, 'one partition each')
  assert.deepEqual(first.calls, ['assigned 1'])
})

test('a file that cannot be written is waited for, and the status says so', async t => {
  const { store } = openStore(t, folderFor(t))
  const inner = linkTo(store)
  let fails = true
  const link: typeof inner = {
    async call(operation, argument) {
      if (operation === 'own' && fails) throw new SluiceError('log_full', 'the disk is full')
      return inner.call(operation, argument)
    },
  }
  const parts = partsOver(store, link)
  parts.topics.add(store.createTopic({ name: 'a', partitions: 1 }))
  const group = new Group('g', parts)
  t.after(() => group.close())
  const one = new Holder()
  const member = group.join(wanting('a'), one)
  await until(() => member.status().detail.includes('the disk is full'), 'a status that says so')
  fails = false
  await until(() => one.tenures.length === 1, 'assigned after all')
  assert.equal(member.status().ready, true)
})

test('a group that fails tells every member, after its tenures have ended', async t => {
  const { store } = openStore(t, folderFor(t))
  const parts = partsOver(store)
  parts.topics.add(store.createTopic({ name: 'a', partitions: 1 }))
  const group = new Group('g', parts)
  t.after(() => group.close())
  const [one, two] = [new Holder(), new Holder()]
  group.join(wanting('a'), one)
  group.join(wanting('a'), two)
  await until(() => one.calls.length === 1 && two.calls.length === 1, 'both assigned')
  group.fail(new Error('thread gone'))
  for (const holder of [one, two]) {
    assert.deepEqual(holder.calls.slice(1), ['ended', 'failed: thread gone'])
    assert.ok(holder.tenures.every(({ ended }) => ended))
  }
})
