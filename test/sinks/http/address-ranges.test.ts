import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockList, unroutable } from '../../../sinks/http/address-ranges.ts'

const kinds: readonly (readonly [string, string | undefined])[] = [
  ['8.8.8.8', undefined],
  ['93.184.216.34', undefined],
  ['172.15.255.255', undefined],
  ['172.32.0.1', undefined],
  ['2606:4700:4700::1111', undefined],
  ['0.0.0.0', 'this host'],
  ['0.1.2.3', 'this host'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.100.100.200', 'shared'], // another cloud's metadata
  ['127.0.0.1', 'loopback'],
  ['127.8.9.10', 'loopback'],
  ['168.63.129.16', 'cloud metadata'],
  ['169.254.169.254', 'link-local'],
  ['172.16.0.1', 'private'],
  ['172.31.255.254', 'private'],
  ['192.168.1.1', 'private'],
  ['198.19.0.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'reserved'],
  ['::', 'this host'],
  ['::1', 'loopback'],
  ['fd00:ec2::254', 'private'], // metadata again
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['fec0::1', 'private'],
  ['ff02::1', 'multicast'],
  ['2001:0:1::1', 'reserved'], // Teredo
  ['2001:db8::1', 'documentation'],
  ['::ffff:10.0.0.1', 'private'],
  ['::ffff:7f00:1', 'loopback'],
  ['0:0:0:0:0:ffff:a9fe:a9fe', 'link-local'],
  ['::ffff:8.8.8.8', undefined],
  ['::127.0.0.1', 'loopback'],
  ['64:ff9b::10.0.0.1', 'private'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['64:ff9b::8.8.8.8', undefined],
  ['64:ff9b:1::8.8.8.8', 'private'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:a00:1::1', 'private'],
  ['2002:808:808::1', undefined],
]
for (const [address, kind] of kinds)
  test(`${address} is ${kind ?? 'public'}`, () => assert.equal(unroutable(address), kind))

test('a list holds subnets and single addresses of both families', () => {
  const list = blockList(['10.1.0.0/16', '192.0.2.7', 'fd00::/8'])
  assert.deepEqual(
    ['10.1.2.3', '10.2.0.1', '192.0.2.7', '192.0.2.8'].map(address => list.check(address, 'ipv4')),
    [true, false, true, false],
  )
  assert.equal(list.check('fd12::1', 'ipv6'), true)
})
