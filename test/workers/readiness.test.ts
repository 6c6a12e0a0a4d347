import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Readiness } from '../../src/ops/index.ts'
import type { WorkerProcess } from '../../src/workers/process.ts'
import { readinessOf } from '../../src/workers/readiness.ts'

function slot(number: number, readiness?: Partial<Readiness>): { number: number; process: WorkerProcess } {
  const parts = { group: { ready: true, detail: 'group g joined' } }
  const whole = readiness && { ready: true, parts, missingTopics: [], alarms: [], ...readiness }
  return { number, process: { readiness: whole } as unknown as WorkerProcess }
}

const log = { log: { ready: true, detail: 'embedded ./data' } }

test('all are ready when each worker is', () => {
  const { ready, parts } = readinessOf(log, [slot(1, {}), slot(2, {})], false)
  assert.equal(ready, true)
  assert.deepEqual(parts['worker_2'], { ready: true, detail: 'group g joined' })
  assert.equal(readinessOf(log, [slot(1, {})], true).ready, false)
})

test('one that starts, has ended, or waits is named with its reason', () => {
  const waiting = { ready: false, parts: { group: { ready: false, detail: 'group g: joining' } } }
  const slots = [slot(1, {}), slot(2), { number: 3, process: undefined }, slot(4, waiting)]
  const { ready, parts } = readinessOf(log, slots, false)
  assert.equal(ready, false)
  assert.deepEqual(parts['worker_2'], { ready: false, detail: 'starting' })
  assert.match(parts['worker_3']!.detail, /ended/)
  assert.deepEqual(parts['worker_4'], { ready: false, detail: 'group g: joining' })
})

test('missing topics and alarms are told once, whoever says them', () => {
  const says = { missingTopics: ['a'], alarms: [{ sink: 'crm', reason: 'token' }] }
  const { missingTopics, alarms } = readinessOf({}, [slot(1, says), slot(2, says)], false)
  assert.deepEqual([missingTopics, alarms], [['a'], [{ sink: 'crm', reason: 'token' }]])
})
