import { Chance } from './chance.ts'
import { type Network, REGIONS } from './network.ts'

/** A change event, and what rules may pick from it. */
export interface NetworkEvent {
  readonly bytes: Buffer
  readonly objectType: string
  readonly name: string
  readonly description: string
  readonly site: string
  readonly status: string
}

const API = 'https://netbox.example/api'

/** Change events of about 2.9 KB in NetBox's form; the same seed gives the same events. */
export function networkEvents(network: Network, count: number, seed: number): readonly NetworkEvent[] {
  const chance = new Chance(seed)
  return Array.from({ length: count }, (_, n) => networkEvent(network, chance, n))
}

function networkEvent(network: Network, chance: Chance, n: number): NetworkEvent {
  const objectType = chance.often(network.types)
  const site = chance.often(network.sites)
  const role = chance.often(network.roles)
  const status = chance.often(network.statuses)
  const environment = chance.often(network.environments)
  const serial = String(chance.between(1, 4_000)).padStart(4, '0')
  const name = `${site.toLowerCase()}-${role.slice(0, 2)}-${serial}`
  const description = `${role} in ${site} "${environment}"`
  const fields = customFields(network, chance, environment)
  const data = dataOf(network, chance, { n, name, description, site, role, status, fields })
  const snapshot = snapshotOf(data, fields)
  const x = chance.below(10)
  const event = {
    event: x < 2 ? 'created' : x < 9 ? 'updated' : 'deleted',
    timestamp: '2026-01-09T10:11:13.000000+00:00',
    object_type: objectType,
    username: chance.pick(['admin', 'svc-sync', 'jdoe', 'asmith', 'netops']),
    request_id: `1c2d3e4f-1c2d-4e5f-8a9b-${String(n).padStart(12, '0')}`,
    data,
    snapshots: { prechange: { ...snapshot, status: 'planned' }, postchange: { ...snapshot, status } },
  }
  return { bytes: Buffer.from(JSON.stringify(event)), objectType, name, description, site, status }
}

interface Chosen {
  readonly n: number
  readonly name: string
  readonly description: string
  readonly site: string
  readonly role: string
  readonly status: string
  readonly fields: object
}

function dataOf(network: Network, chance: Chance, chosen: Chosen) {
  const { n, name, description, site, role, status, fields } = chosen
  const model = `X${n % 40}`
  const maker = chance.often(network.manufacturers)
  const platform = chance.happens(0.9) ? chance.often(network.platforms) : undefined
  const tenant = chance.happens(0.85) ? chance.often(network.tenants) : undefined
  const tags = new Set(chance.some(0, 4, () => chance.often(network.tags)))
  const region = REGIONS[network.sites.values.indexOf(site) % REGIONS.length]
  return {
    id: chance.between(1, 400_000),
    url: `${API}/dcim/devices/${n}/`,
    display: `${name} (CHG${chance.between(100_000, 999_999)})`,
    name,
    device_type: {
      ...reference(chance, 'device-types', `${maker} ${model}`, `${maker}-${model.toLowerCase()}`),
      manufacturer: reference(chance, 'manufacturers', maker, maker),
      model,
    },
    role: reference(chance, 'device-roles', role, role),
    tenant: tenant === undefined ? null : reference(chance, 'tenants', tenant.toUpperCase(), tenant),
    platform: platform === undefined ? null : reference(chance, 'platforms', platform, platform),
    serial: `SN${chance.between(1_000_000, 9_000_000).toString(36).toUpperCase()}`,
    asset_tag: `A${chance.between(10_000, 99_999)}`,
    site: { ...reference(chance, 'sites', site, site.toLowerCase()), region },
    rack: reference(chance, 'racks', `R${chance.between(1, 60)}`, `r${chance.between(1, 60)}`),
    position: chance.between(1, 48),
    face: { value: 'front', label: 'Front' },
    status: { value: status, label: status.toUpperCase() },
    airflow: null,
    primary_ip4: { id: n, url: `${API}/ipam/ip-addresses/${n}/`, family: 4, address: `10.0.${n % 256}.7/24` },
    vc_position: chance.happens(0.2) ? chance.between(1, 8) : null,
    vc_priority: chance.happens(0.2) ? chance.between(1, 255) : null,
    description,
    comments: chance.happens(0.5)
      ? ''
      : 'Installed by field team; see runbook\nbefore a power cycle. Contact NOC.',
    config_template: null,
    tags: [...tags].map(tag => ({ ...reference(chance, 'tags', tag, tag), color: '9e9e9e' })),
    custom_fields: fields,
    created: '2023-04-11T09:12:44.120000Z',
    last_updated: '2026-01-09T10:11:12.991823Z',
    interface_count: chance.between(0, 96),
    console_port_count: chance.between(0, 2),
    power_port_count: chance.between(0, 4),
    device_bay_count: 0,
    module_bay_count: chance.between(0, 8),
    inventory_item_count: chance.between(0, 30),
  }
}

function customFields(network: Network, chance: Chance, environment: string) {
  return {
    owner: chance.often(network.owners),
    cost_center: chance.between(1_000, 9_999),
    criticality: chance.between(1, 5),
    env: environment,
    mtu: chance.pick([1_500, 9_000, 9_214]),
    ticket: chance.happens(0.5) ? `CHG${chance.between(100_000, 999_999)}` : null,
    warranty_until: `20${chance.between(24, 32)}-01-19`,
  }
}

function reference(chance: Chance, kind: string, name: string, slug: string) {
  const id = chance.between(1, 90_000)
  return { id, url: `${API}/${kind}/${id}/`, display: name, name, slug }
}

function snapshotOf(data: ReturnType<typeof dataOf>, fields: object) {
  const { name, device_type, role, tenant, serial, site, rack, position, tags } = data
  return {
    name,
    device_type: device_type.id,
    role: role.id,
    tenant: tenant?.id ?? null,
    serial,
    site: site.id,
    rack: rack.id,
    position,
    tags: tags.map(tag => tag.name),
    custom_fields: fields,
  }
}
