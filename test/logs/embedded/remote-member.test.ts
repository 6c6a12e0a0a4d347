import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RemoteMember } from '../../../src/logs/embedded/remote-member.ts'
import type { FromHolder } from '../../../src/logs/embedded/types.ts'

function memberOf(): { member: RemoteMember; sent: FromHolder[]; left: unknown[] } {
  const sent: FromHolder[] = []
  const left: unknown[] = []
  const group = { leave: (member: unknown) => void left.push(member) }
  const member = new RemoteMember(7, { group: 'g', topics: [] }, group, message => sent.push(message))
  return { member, sent, left }
}

test('its tenures have ended once the other process says so, and not before', async () => {
  const { member, sent } = memberOf()
  assert.equal(member.end(), undefined, 'there is nothing to end')
  member.assign([])
  member.rebalance()
  let ended = false
  const end = member.end()!.then(() => {
    ended = true
  })
  member.acknowledge(0)
  await Promise.resolve()
  assert.equal(ended, false)
  member.acknowledge(1)
  await end
  assert.equal(member.isAssigned, false)
  assert.deepEqual(sent, [
    { member: 7, assigned: [] },
    { member: 7, rebalancing: true },
    { member: 7, end: 1 },
  ])
})

test('a process that is gone has ended everything, and leaves once', async () => {
  const { member, left } = memberOf()
  member.assign([])
  const end = member.end()
  member.leave()
  await member.close()
  await end
  assert.deepEqual([left.length, member.isGone], [1, true])
})

test('a failure is told and ends its membership', () => {
  const { member, sent, left } = memberOf()
  member.fail(new Error('no disk'))
  member.fail(new Error('again'))
  assert.equal(sent.length, 1)
  assert.match(JSON.stringify(sent[0]), /no disk/)
  assert.equal(left.length, 1)
})
