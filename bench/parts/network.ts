/** The names in a made-up network, and how often they occur. `skew` 0 makes all of a kind alike. */
import { type Weighted, weighted } from './chance.ts'

/** What events and rules choose from. */
export interface Network {
  readonly types: Weighted<string>
  readonly sites: Weighted<string>
  readonly tenants: Weighted<string>
  readonly roles: Weighted<string>
  readonly manufacturers: Weighted<string>
  readonly platforms: Weighted<string>
  readonly statuses: Weighted<string>
  readonly owners: Weighted<string>
  readonly environments: Weighted<string>
  readonly tags: Weighted<string>
}

export const REGIONS = ['emea', 'amer', 'apac', 'latam']
export const CITIES = 'nyc lon fra par ams sin hkg tyo syd sao dal sea chi atl mia mad mil waw sto dub'.split(
  ' ',
)

const TYPES =
  'dcim.device dcim.interface ipam.ipaddress ipam.prefix dcim.cable virtualization.virtualmachine ipam.vlan dcim.site ' +
  'dcim.rack tenancy.tenant circuits.circuit dcim.module dcim.inventoryitem virtualization.vminterface ipam.vrf ' +
  'ipam.asn vpn.tunnel wireless.wirelesslan dcim.powerfeed extras.tag'
const ROLES =
  'access-switch core-switch spine leaf router edge-router firewall load-balancer server hypervisor storage pdu ' +
  'console-server oob-switch wlc access-point ups patch-panel kvm sensor'
const MANUFACTURERS =
  'cisco juniper arista dell hpe nokia huawei paloalto fortinet f5 supermicro lenovo netapp apc opengear mikrotik ' +
  'ubiquiti extreme brocade ciena infinera adva mellanox cumulus edgecore'
const PLATFORMS =
  'ios-xe ios-xr nx-os junos eos panos fortios sonic ubuntu-22 ubuntu-24 rhel-9 debian-12 esxi-8 windows-2022 tmos'
const TEAMS = ['net', 'sec', 'sre', 'dba', 'plat', 'iot']
const MARKS = ['pci', 'sox', 'gdpr', 'edge', 'core', 'dmz', 'mgmt', 'eol']

/** A network of 20 object types, 400 sites, 200 tenants, 300 teams and 200 tags. */
export function network(skew: number): Network {
  return {
    types: weighted(TYPES.split(' '), 0.5 * skew),
    sites: weighted(
      named(400, n => `${CITIES[n % 20]!.toUpperCase()}-DC${1 + Math.floor(n / 20)}`),
      skew,
    ),
    tenants: weighted(
      named(200, n => `tenant-${((n * 7_919) % 200).toString(36)}${n}`),
      skew,
    ),
    roles: weighted(ROLES.split(' '), 0.7 * skew),
    manufacturers: weighted(MANUFACTURERS.split(' '), skew),
    platforms: weighted(PLATFORMS.split(' '), 0.6 * skew),
    statuses: weighted(['active', 'planned', 'staged', 'failed', 'offline', 'decommissioning'], 1.2 * skew),
    owners: weighted(
      named(300, n => `team-${TEAMS[n % 6]}-${n}`),
      skew,
    ),
    environments: weighted(['prod', 'stage', 'dev', 'lab', 'dr'], 0.8 * skew),
    tags: weighted(
      named(200, n => `tag-${MARKS[n % 8]}-${n}`),
      skew,
    ),
  }
}

function named(count: number, name: (n: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, n) => name(n))
}
