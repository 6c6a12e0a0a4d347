/** Sets of rules of different kinds over a made-up network. */
import type { Json, Rule } from '../../src/types.ts'
import { Chance } from './chance.ts'
import { CITIES, type Network, REGIONS } from './network.ts'
import type { NetworkEvent } from './network-events.ts'

/**
 * - eq: only `eq`, `in` and tags. mix: four fifths of these, a tenth of intervals, and `contains`, `regex` and negations.
 * - lo: mix with two conditions at least, all values alike often. sel: a name of its own for each rule, and two conditions more.
 */
export type Kind = 'eq' | 'mix' | 'lo' | 'sel'

type Condition = {
  readonly attr: string
  readonly op: string
  readonly value: Json
  readonly negate?: boolean
}
type Draw = (chance: Chance) => string | number

const EVENT_TYPES = ['object_created', 'object_updated', 'object_deleted']
const INTERVALS = [
  ['custom_fields.cost_center', 1_000, 9_999],
  ['position', 1, 48],
  ['interface_count', 0, 96],
  ['vc_priority', 1, 255],
  ['inventory_item_count', 0, 30],
] as const

/** As many rules of a kind; fewer are the first ones of more. */
export function ruleSet(
  kind: Kind,
  count: number,
  network: Network,
  events: readonly NetworkEvent[],
): readonly Rule[] {
  const maker = new RuleMaker(kind, network, events)
  return Array.from({ length: count }, (_, n) => (kind === 'sel' ? selective(n, events) : maker.rule(n)))
}

/** One in fifty has the name of an event; the others match none. */
function selective(n: number, events: readonly NetworkEvent[]): Rule {
  const isReal = n % 50 === 0
  const { objectType, name, site, status } = events[(isReal ? n / 50 : n * 7) % events.length]!
  const conditions: readonly Condition[] = [
    { attr: 'name', op: 'eq', value: isReal ? name : `${site.toLowerCase()}-zz-${n}` },
    { attr: 'site.name', op: 'eq', value: site },
    { attr: 'status.value', op: 'in', value: [status, status === 'active' ? 'planned' : 'active'] },
  ]
  return ruleOf(n, [objectType], EVENT_TYPES, { and: conditions as readonly Json[] }, [`sink-${n % 200}`])
}

class RuleMaker {
  readonly #kind: Kind
  readonly #network: Network
  readonly #events: readonly NetworkEvent[]
  readonly #chance: Chance
  /** What is compared, as often as it is named here. */
  readonly #values: readonly (readonly [attr: string, draw: Draw])[]

  constructor(kind: Kind, network: Network, events: readonly NetworkEvent[]) {
    this.#kind = kind
    this.#network = network
    this.#events = events
    this.#chance = new Chance({ eq: 3_003, mix: 1_001, lo: 4_004, sel: 0 }[kind])
    this.#values = this.#allValues().flatMap(([attr, draw, weight]) =>
      Array.from({ length: weight }, () => [attr, draw] as const),
    )
  }

  rule(n: number): Rule {
    const chance = this.#chance
    const sinks = [
      `sink-${chance.below(200)}`,
      ...(chance.happens(0.15) ? [`sink-${200 + chance.below(100)}`] : []),
    ]
    return ruleOf(n, this.#objectTypes(), this.#eventTypes(), this.#conditions(), sinks)
  }

  #objectTypes(): readonly string[] {
    const x = this.#chance.below(10)
    return distinct(x < 7 ? 1 : x < 9 ? 2 : 3, () => this.#chance.often(this.#network.types))
  }

  #eventTypes(): readonly string[] {
    const x = this.#chance.below(10)
    if (x < 4) return EVENT_TYPES
    if (x >= 8) return EVENT_TYPES.slice(0, 2)
    const y = this.#chance.below(10)
    return [EVENT_TYPES[y < 2 ? 0 : y < 9 ? 1 : 2]!]
  }

  #conditions(): Json {
    const chance = this.#chance
    const x = this.#kind === 'lo' ? 42 + chance.below(58) : chance.below(100)
    if (x < 2) return null
    const used = new Set<string>()
    const some = (count: number) => Array.from({ length: count }, () => this.#condition(used)).flat()
    const branch = (taken: Set<string>) => {
      const conditions = this.#condition(taken)
      return conditions.length === 1 ? conditions[0]! : { and: conditions as readonly Json[] }
    }
    if (x < 42) return { and: some(1) as readonly Json[] }
    if (x < 70) return { and: some(2) as readonly Json[] }
    if (x < 80) return { and: some(3) as readonly Json[] }
    if (x < 88) return { or: [branch(new Set()), branch(new Set())] }
    return { and: [...some(1), { or: [branch(new Set(used)), branch(new Set(used))] }] as readonly Json[] }
  }

  /** One condition, or the two of an interval, on paths not used yet. */
  #condition(used: Set<string>): readonly Condition[] {
    const x = this.#kind === 'eq' ? 0 : this.#chance.below(100)
    if (x < 80) return [this.#equality(used)]
    if (x < 90) return this.#interval(used)
    if (x < 95) return [this.#text(used) ?? this.#equality(used)]
    return [{ ...this.#equality(used, 'tags.slug'), negate: true }]
  }

  #equality(used: Set<string>, except = ''): Condition {
    const chance = this.#chance
    for (;;) {
      const [attr, draw] = chance.pick(this.#values)
      if (used.has(attr) || attr === except) continue
      used.add(attr)
      if (attr === 'tags.slug') return { attr, op: 'contains', value: draw(chance) }
      if (attr === 'name' || !chance.happens(0.25)) return { attr, op: 'eq', value: draw(chance) }
      const count = attr.endsWith('mtu') ? 2 : chance.between(2, 4)
      return { attr, op: 'in', value: distinct(count, () => draw(chance)) }
    }
  }

  #interval(used: Set<string>): readonly Condition[] {
    const chance = this.#chance
    for (;;) {
      const [attr, least, most] = chance.pick(INTERVALS)
      if (used.has(attr)) continue
      used.add(attr)
      const from = chance.between(least, most)
      if (chance.happens(0.5)) return [{ attr, op: chance.pick(['gt', 'gte', 'lt', 'lte']), value: from }]
      const width = Math.max(1, Math.floor(((most - least) * chance.between(2, 22)) / 100))
      return [
        { attr, op: 'gte', value: from },
        { attr, op: 'lt', value: from + width },
      ]
    }
  }

  #text(used: Set<string>): Condition | undefined {
    const chance = this.#chance
    const attr = chance.happens(0.75) ? 'name' : 'description'
    if (used.has(attr)) return undefined
    used.add(attr)
    if (chance.happens(0.6)) {
      const text = chance.pick(this.#events)[attr].replaceAll('"', '')
      const length = chance.between(3, 6)
      const from = chance.below(Math.max(1, text.length - length))
      return { attr, op: 'contains', value: text.slice(from, from + length).trim() || 'dc1' }
    }
    const value =
      attr === 'name'
        ? `${chance.often(this.#network.sites).toLowerCase()}-.*-${chance.below(4)}${chance.below(10)}`
        : `${chance.often(this.#network.roles)} in ${chance.pick(CITIES).toUpperCase()}`
    return { attr, op: 'regex', value }
  }

  #allValues(): readonly (readonly [attr: string, draw: Draw, weight: number])[] {
    const { sites, tenants, roles, statuses, manufacturers, platforms, owners, environments, tags } =
      this.#network
    return [
      ['site.name', chance => chance.often(sites), 6],
      ['tenant.slug', chance => chance.often(tenants), 3],
      ['role.slug', chance => chance.often(roles), 3],
      ['status.value', chance => chance.often(statuses), 3],
      ['device_type.manufacturer.slug', chance => chance.often(manufacturers), 2],
      ['platform.slug', chance => chance.often(platforms), 1],
      ['custom_fields.owner', chance => chance.often(owners), 4],
      ['custom_fields.env', chance => chance.often(environments), 1],
      ['rack.name', chance => `R${chance.between(1, 60)}`, 1],
      ['name', chance => chance.pick(this.#events).name, 1],
      ['tags.slug', chance => chance.often(tags), 3],
      ['site.region', chance => chance.pick(REGIONS), 1],
      ['custom_fields.criticality', chance => chance.between(1, 5), 1],
      ['custom_fields.mtu', chance => chance.pick([1_500, 9_000, 9_214]), 1],
    ]
  }
}

function distinct<T>(count: number, draw: () => T): readonly T[] {
  const values = new Set<T>()
  while (values.size < count) values.add(draw())
  return [...values]
}

function ruleOf(
  n: number,
  objectTypes: readonly string[],
  eventTypes: readonly string[],
  conditions: Json,
  sinks: readonly string[],
): Rule {
  const name = `rule-${n}`
  return {
    name,
    enabled: true,
    description: '',
    objectTypes,
    eventTypes,
    conditions,
    actionData: undefined,
    sinks,
  }
}
