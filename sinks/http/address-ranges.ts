import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are nobody's public server: private, loopback, link-local (where clouds keep their metadata), shared
 * (RFC 6598), multicast, reserved and documentation ranges (IANA's special-purpose registries), by what they are.
 */
const ranges: readonly (readonly [subnet: string, kind: string])[] = [
  ['0.0.0.0/8', 'this host'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['168.63.129.16/32', 'cloud metadata'], // Azure's, the one that stands in a public range
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'reserved'],
  ['192.52.193.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'reserved'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['::/128', 'this host'],
  ['::1/128', 'loopback'],
  ['64:ff9b:1::/48', 'private'], // NAT64 within one network (RFC 8215)
  ['100::/64', 'reserved'],
  ['2001::/23', 'reserved'], // Teredo among them
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'reserved'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'private'],
  ['ff00::/8', 'multicast'],
]
const lists = ranges.map(([subnet, kind]) => ({ list: blockList([subnet]), kind }))

/** What kind of address it is, if it is no public one; undefined for a public one. `address` is an IP without brackets. */
export function unroutable(address: string): string | undefined {
  for (const candidate of [address, ...embedded(address)]) {
    const family = isIP(candidate) === 4 ? 'ipv4' : 'ipv6'
    const found = lists.find(({ list }) => list.check(candidate, family))
    if (found !== undefined) return found.kind
  }
  return undefined
}

/** Subnets (`10.0.0.0/8`) and single addresses as one list. */
export function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/')
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** IPv4 addresses that an IPv6 address leads to: mapped or compatible (::/96), NAT64 (64:ff9b::/96), 6to4 (2002::/16). */
function embedded(address: string): string[] {
  if (isIP(address) !== 6) return []
  const groups = groupsOf(address)
  const last = dotted(groups[6]!, groups[7]!)
  if (groups[0] === 0x2002) return [dotted(groups[1]!, groups[2]!)]
  const high = groups.slice(0, 5).every(group => group === 0)
  if (high && (groups[5] === 0xffff || groups[5] === 0)) return [last]
  const nat64 = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every(group => group === 0)
  return nat64 ? [last] : []
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const bare = address.replace(/%.*$/, '')
  // A URL's host is written in one way only: hexadecimal groups, the longest run of zeros as "::".
  const normal = URL.parse(`http://[${bare}]/`)?.hostname.slice(1, -1) ?? bare
  const [before = '', after] = normal.split('::')
  const left = before === '' ? [] : before.split(':')
  const right = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map(group => Number.parseInt(group, 16))
}
