/** What a receiver can see of one key, by what happens: docs/delivery.md tells it so. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explore } from './explorer.ts'
import type { Fault } from './scenario.ts'

interface Sight {
  readonly after: string
  readonly faults: readonly Fault[]
  readonly instances: 1 | 2
  /** An older event after a newer one; and as the last that it gets. */
  readonly older: boolean
  readonly olderLast: boolean
}

const sights: readonly Sight[] = [
  {
    after: 'failures and lost answers',
    faults: ['fail', 'answer lost'],
    instances: 1,
    older: false,
    olderLast: false,
  },
  {
    after: 'kill -9 with nothing on the wire',
    faults: ['clean kill', 'answer lost'],
    instances: 1,
    older: true,
    olderLast: false,
  },
  {
    after: 'kill -9 with a request on the wire',
    faults: ['kill'],
    instances: 1,
    older: true,
    olderLast: true,
  },
  { after: 'a request that timed out', faults: ['time out'], instances: 1, older: true, olderLast: true },
  {
    after: 'a change of hands with a request on the wire',
    faults: ['rebalance'],
    instances: 2,
    older: true,
    olderLast: true,
  },
  { after: 'a process that was stopped', faults: ['stop'], instances: 2, older: true, olderLast: true },
]

for (const { after, faults, instances, older, olderLast } of sights)
  test(`after ${after} a receiver can see ${what(older, olderLast)}`, () => {
    const { violation, receiver } = explore({
      partitions: ['a a'],
      sinks: [{ name: 'A' }],
      faults,
      instances,
      watched: true,
    })
    assert.equal(violation, undefined)
    assert.deepEqual(receiver, { older, olderLast })
  })

function what(older: boolean, olderLast: boolean): string {
  if (olderLast) return 'an older event last, its first arrivals in order all the same'
  return older ? 'a run again, and the newest event last' : 'nothing but repeats in place'
}
