import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Member } from '../../../src/logs/embedded/member.ts'
import type { EmbeddedTenure } from '../../../src/logs/embedded/tenure.ts'
import type { Grant, Owned } from '../../../src/logs/embedded/types.ts'

/** A member that notes what happens, in order. */
function memberOf(detail = ''): { member: Member; calls: string[]; grant: Grant } {
  const calls: string[] = []
  const note = (name: string) => () => {
    calls.push(name)
  }
  const listener = {
    assigned: note('assigned'),
    rebalancing: async () => note('rebalancing')(),
    ended: note('ended'),
    failed: (error: Error) => {
      calls.push(`failed: ${error.message}`)
    },
  }
  const tenure = { suspend: note('suspend'), end: note('end') } as unknown as EmbeddedTenure
  const grant = { topic: 't', partition: 0, owned: {} as Owned }
  const member = new Member(
    { group: 'g', topics: [] },
    listener,
    {
      leave: note('leave'),
      detail: () => detail,
    },
    () => tenure,
  )
  return { member, calls, grant }
}

test('tenures are suspended and end before the listener is told', () => {
  const { member, calls, grant } = memberOf()
  member.end()
  member.assign([grant])
  assert.equal(member.isAssigned, true)
  member.rebalance()
  member.end()
  member.end()
  assert.equal(member.isAssigned, false)
  assert.deepEqual(calls, ['assigned', 'suspend', 'rebalancing', 'end', 'ended'])
})

test('a member that closes ends what it has, and leaves once', async () => {
  const { member, calls, grant } = memberOf()
  member.assign([grant])
  await Promise.all([member.close(), member.close()])
  assert.deepEqual(calls, ['assigned', 'end', 'ended', 'leave'])
  assert.deepEqual(member.status(), { ready: false, detail: 'closed' })
  member.fail(new Error('late'))
  assert.equal(calls.length, 4)
})

test('a member that fails starts nothing more, leaves, and tells once; what it has lasts until it is closed', async () => {
  const { member, calls, grant } = memberOf()
  member.assign([grant])
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
