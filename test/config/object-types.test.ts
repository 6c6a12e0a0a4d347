import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meantObjectType } from '../../src/config/object-types.ts'

test('a slip in an app or a model of NetBox’s own is seen', () => {
  const table: { readonly [found: string]: string } = {
    'dcim.devices': 'dcim.device',
    'dcim.devcie': 'dcim.device',
    'ipam.ip_address': 'ipam.ipaddress',
    'dcim.device_type': 'dcim.devicetype',
    'dicm.device': 'dcim.device',
    'dicm.*': 'dcim.*',
    'virtualisation.virtualmachine': 'virtualization.virtualmachine',
    'extras.eventrules': 'extras.eventrule',
  }
  for (const [found, meant] of Object.entries(table)) assert.equal(meantObjectType(found), meant, found)
})

test('what is right, a plugin’s own, newer, short, or no object type is left alone', () => {
  const fine = [
    'dcim.device',
    'dcim.*',
    'vpn.l2vpn',
    'ipam.vrf',
    'ipam.asn',
    'netbox_dns.record',
    'netbox_dcim.device',
    'dcims.widget',
    'dcim.quantumlink',
    'acme.device',
    'constructor.name',
    '*',
    '',
  ]
  for (const found of fine) assert.equal(meantObjectType(found), undefined, found)
})
