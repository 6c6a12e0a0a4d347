import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplayRouter } from '../../src/jobs/replay-router.ts'
import { Router } from '../../src/router.ts'
import type { WhereCheck } from '../../src/rules/index.ts'
import { logRecord } from '../helpers/events.ts'
import { byName, textFormat, topic } from '../helpers/reader.ts'

function routerWith(where?: WhereCheck): ReplayRouter {
  const formats = new Map([[topic, textFormat]])
  const router = new Router({ formats, matcher: byName, maxRecordBytes: 1_000, meter: undefined })
  return new ReplayRouter({ router, sink: 'a', replayId: 'j', where })
}

const record = (text: string | null, offset = 0) => logRecord(text, { topic, offset })

test('of what the rules send to several, the sink gets its own, marked', () => {
  const work = routerWith().route(record('b,a'))
  assert.ok(work !== undefined && 'match' in work)
  assert.deepEqual([work.match.sinks, work.replay], [['a'], { id: 'j' }])
  for (const text of ['b', '-', '?', null]) assert.equal(routerWith().routeAgain(record(text)), undefined)
})

test('conditions choose among them; one that fails does not hold', () => {
  const even: WhereCheck = event => event.record.offset % 2 === 0
  assert.ok(routerWith(even).route(record('a', 2)) !== undefined)
  assert.equal(routerWith(even).route(record('a', 3)), undefined)
  const failing = (() => new Error('no')) as unknown as WhereCheck
  assert.equal(routerWith(failing).route(record('a')), undefined)
})

test('a detached one stays marked', () => {
  const fetch = Buffer.alloc(10_000, 'a')
  const router = routerWith()
  const work = router.route({ ...record('a'), value: fetch.subarray(0, 1) })
  const copy = router.detach(work!)
  assert.ok('event' in copy)
  assert.deepEqual([copy.replay, copy.event.message.toString()], [{ id: 'j' }, 'a'])
})
