import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { test } from 'node:test'
import { AddressGuard, FORBIDDEN, lookupOf, type Resolved } from '../../../sinks/http/address-guard.ts'

const names: { readonly [host: string]: readonly string[] } = {
  'public.example': ['93.184.216.34'],
  'mixed.example': ['127.0.0.1', '93.184.216.34', '::1'],
  'inside.example': ['10.0.0.7'],
  'nothing.example': [],
}
const resolve = async (host: string): Promise<readonly Resolved[]> => {
  const addresses = names[host]
  if (addresses === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
  return addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
}

test('of the addresses of a name only the public ones are left', async () => {
  const guard = new AddressGuard([], resolve)
  assert.deepEqual(await guard.addresses('public.example'), [{ address: '93.184.216.34', family: 4 }])
  assert.deepEqual(await guard.addresses('mixed.example'), [{ address: '93.184.216.34', family: 4 }])
})

test('a name or an address that leads to none is refused, and the error names no address', async () => {
  const guard = new AddressGuard([], resolve)
  for (const [host, kind] of [
    ['inside.example', 'private'],
    ['127.0.0.1', 'loopback'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['nothing.example', 'no'],
  ] as const)
    await assert.rejects(guard.addresses(host), {
      code: FORBIDDEN,
      message: `leads to a ${kind} address`,
    })
})

test('what is allowed by name, address or subnet is good', async () => {
  const guard = new AddressGuard(['Inside.example', '127.0.0.1', 'fd00::/8', '10.9.0.0/16'], resolve)
  assert.equal((await guard.addresses('inside.example'))[0]?.address, '10.0.0.7')
  assert.equal((await guard.addresses('inside.example.').catch(error => error)).code, 'ENOTFOUND')
  assert.equal((await guard.addresses('127.0.0.1')).length, 1)
  assert.equal((await guard.addresses('fd12::1')).length, 1)
  assert.equal((await guard.addresses('10.9.1.1')).length, 1)
  await assert.rejects(guard.addresses('10.8.1.1'), { code: FORBIDDEN })
})

test('spellings of an address are one address by the time they get here', () => {
  for (const spelling of ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '①②⑦.0.0.1'])
    assert.equal(new URL(`http://${spelling}/`).hostname, '127.0.0.1')
})

test('the errors of DNS pass through', async () => {
  await assert.rejects(new AddressGuard([], resolve).addresses('gone.example'), { code: 'ENOTFOUND' })
})

test('a look-up gives the addresses that are known, all or the first', () => {
  const known = [
    { address: '93.184.216.34', family: 4 },
    { address: '2606::1', family: 6 },
  ]
  const lookup = lookupOf(known)
  lookup('ignored', { all: true }, (error, found) => {
    assert.deepEqual([error, found as LookupAddress[]], [null, known])
  })
  lookup('ignored', {}, (error, address, family) => {
    assert.deepEqual([error, address, family], [null, '93.184.216.34', 4])
  })
})

test('a name that has an address of this machine is refused by the real resolver too', async () => {
  await assert.rejects(new AddressGuard().addresses('localhost'), { code: FORBIDDEN })
})
