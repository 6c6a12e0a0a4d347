import { nearest } from './suggest.ts'

/** NetBox's own apps and their models, as of version 4.7; plugins have others, and so will later versions. */
const MODELS: { readonly [app: string]: string } = {
  account: 'usertoken',
  circuits:
    'circuit circuitgroup circuitgroupassignment circuittermination circuittype provider provideraccount ' +
    'providernetwork virtualcircuit virtualcircuittermination virtualcircuittype',
  core: 'autosyncrecord configrevision datafile datasource job managedfile objectchange objecttype',
  dcim:
    'cable cablepath cabletermination consoleport consoleporttemplate consoleserverport consoleserverporttemplate ' +
    'device devicebay devicebaytemplate devicerole devicetype frontport frontporttemplate interface ' +
    'interfacetemplate inventoryitem inventoryitemrole inventoryitemtemplate location macaddress manufacturer ' +
    'module modulebay modulebaytemplate moduletype moduletypeprofile platform powerfeed poweroutlet ' +
    'poweroutlettemplate powerpanel powerport powerporttemplate rack rackreservation rackrole racktype rearport ' +
    'rearporttemplate region site sitegroup virtualchassis virtualdevicecontext',
  extras:
    'bookmark cachedvalue configcontext configcontextprofile configtemplate customfield customfieldchoiceset ' +
    'customlink dashboard eventrule exporttemplate imageattachment journalentry notification notificationgroup ' +
    'savedfilter script scriptmodule subscription tableconfig tag taggeditem webhook',
  ipam:
    'aggregate asn asnrange fhrpgroup fhrpgroupassignment ipaddress iprange prefix rir role routetarget service ' +
    'servicetemplate vlan vlangroup vlantranslationpolicy vlantranslationrule vrf',
  tenancy: 'contact contactassignment contactgroup contactrole tenant tenantgroup',
  users: 'group objectpermission owner ownergroup token user userconfig',
  virtualization: 'cluster clustergroup clustertype virtualdisk virtualmachine vminterface',
  vpn: 'ikepolicy ikeproposal ipsecpolicy ipsecprofile ipsecproposal l2vpn l2vpntermination tunnel tunnelgroup tunneltermination',
  wireless: 'wirelesslan wirelesslangroup wirelesslink',
}

const MOST_SLIPS = 2 // letters; more apart, it is a plugin's own name, or a newer one

// What is short is alike by chance.
const SHORTEST = 4

/**
 * The object type of NetBox's own that was most likely meant, all of an app (`dcim.*`) included; undefined where the given
 * one is known, or like none.
 */
export function meantObjectType(found: string): string | undefined {
  const dot = found.indexOf('.')
  const [app, model] = [found.slice(0, dot), found.slice(dot + 1)]
  if (dot < 0 || app.length < SHORTEST) return undefined
  const known = Object.hasOwn(MODELS, app) ? app : nearest(app, Object.keys(MODELS), 1)
  if (known === undefined) return undefined
  const models = MODELS[known]!.split(' ')
  const isKnown = model === '*' || models.includes(model)
  if (isKnown) return known === app ? undefined : `${known}.${model}`
  // A plugin whose name is like an app's has models of its own.
  if (known !== app || model.length < SHORTEST) return undefined
  const meant = nearest(model, models, MOST_SLIPS)
  return meant === undefined ? undefined : `${app}.${meant}`
}
