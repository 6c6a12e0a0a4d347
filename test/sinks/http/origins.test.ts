import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { Origins } from '../../../sinks/http/origins.ts'
import { Problems } from '../../../sinks/problems.ts'
import { tlsOf } from '../../../sinks/tls.ts'

function origins(): Origins {
  return new Origins(() => ({}), tlsOf({}, new Problems('crm'))!)
}

function at(number: number): Address {
  return addressOf(`http://host-${number}.example/`) as Address
}

test('one origin has one set of connections', async () => {
  const all = origins()
  assert.equal(all.to(at(1)), all.to(addressOf('http://host-1.example/other?path') as Address))
  assert.notEqual(all.to(at(1)), all.to(at(2)))
  await all.close()
})

test('of very many origins those used longest ago are forgotten, but none in use', async () => {
  const all = origins()
  const used = all.to(at(0))
  const connection = used.take()
  const second = all.to(at(1))
  for (let n = 2; n < 64; n++) all.to(at(n))
  const third = all.to(at(2)) // used again
  all.to(at(64))
  assert.equal(all.to(at(0)), used)
  assert.notEqual(all.to(at(1)), second)
  assert.equal(all.to(at(2)), third)
  used.release(connection)
  await all.close()
})
