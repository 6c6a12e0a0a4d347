import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Member } from '../../../src/logs/embedded/member.ts'
import type { EmbeddedTenure } from '../../../src/logs/embedded/tenure.ts'

/** A member that notes what happens, in order. */
function memberOf(detail = ''): { member: Member; calls: string[]; tenure: EmbeddedTenure } {
  const calls: string[] = []
  const note = (name: string) => () => {
    calls.push(name)
  }
  const listener = {
    assigned: note('assigned'),
    rebalancing: note('rebalancing'),
    ended: note('ended'),
    failed: (error: Error) => {
      calls.push(`failed: ${error.message}`)
    },
  }
  const member = new Member({ group: 'g', topics: [] }, listener, {
    leave: note('leave'),
    detail: () => detail,
  })
  const tenure = { suspend: note('suspend'), end: note('end') } as unknown as EmbeddedTenure
  return { member, calls, tenure }
}

test('tenures are suspended and end before the listener is told', () => {
  const { member, calls, tenure } = memberOf()
  member.end()
  member.assign([tenure])
  assert.equal(member.isAssigned, true)
  member.rebalance()
  member.end()
  member.end()
  assert.equal(member.isAssigned, false)
  assert.deepEqual(calls, ['assigned', 'suspend', 'rebalancing', 'end', 'ended'])
})

test('a member that closes ends what it has, and leaves once', async () => {
  const { member, calls, tenure } = memberOf()
  member.assign([tenure])
  await Promise.all([member.close(), member.close()])
  assert.deepEqual(calls, ['assigned', 'end', 'ended', 'leave'])
  assert.deepEqual(member.status(), { ready: false, detail: 'closed' })
  member.fail(new Error('late'))
  assert.equal(calls.length, 4)
})

test('a member that fails starts nothing more, leaves, and tells once; what it has lasts until it is closed', async () => {
  const { member, calls, tenure } = memberOf()
  member.assign([tenure])
  member.fail(new Error('no disk'))
  member.fail(new Error('again'))
  assert.deepEqual(calls, ['assigned', 'suspend', 'leave', 'failed: no disk'])
  assert.deepEqual(member.status(), { ready: false, detail: 'no disk' })
  assert.equal(member.isGone, true)
  await member.close()
  assert.deepEqual(calls.slice(4), ['end', 'ended'])
})

test('a member is ready when its group finds nothing missing', () => {
  assert.deepEqual(memberOf().member.status(), { ready: true, detail: 'group g joined' })
  assert.deepEqual(memberOf('topic x is missing').member.status(), {
    ready: false,
    detail: 'topic x is missing',
  })
})
