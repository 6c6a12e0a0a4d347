/**
 * An index does not visit a rule whose other conditions are false already, so that the error of a misspelt path may never
 * be observed. Here some events are looked at for all paths of the rules of their types, and what is absent is counted.
 */
import type { Event, Json, Match, Matcher, Rule, RuleMeter } from '../types.ts'
import { ABSENT, type CompiledConditions, compileConditions, Failure } from './compile.ts'
import { presentData } from './evaluate.ts'
import { isTruthy } from './python.ts'

/** Of each pair of object type and event type of the rules the first event is looked at, and then one in so many. */
export const SAMPLE = 1_000

/** Most paths looked up in one event: with more, each sampled event takes its turn at some of them. */
export const MAX_PATHS_AT_ONCE = 64

/** Most pairs of types remembered with what rules say about them; the rest is looked up each time. */
const MAX_KNOWN = 1_000

export interface AbsentPathsOptions {
  readonly matcher: Matcher
  readonly rules: readonly Rule[]
  readonly meter: Pick<RuleMeter, 'lookedUp'>
}

/** The matcher, with a look at some of the events that pass. */
export function countAbsentPaths({ matcher, rules, meter }: AbsentPathsOptions): Matcher {
  const samples = new Samples(rules)
  if (samples.areEmpty) return matcher
  return {
    match(event: Event): Match {
      const match = matcher.match(event)
      for (const sample of samples.of(event)) sample.see(event, meter)
      return match
    },
  }
}

/** What is to be looked up in events, by the rules' object types (or their models) and event types. */
class Samples {
  readonly #byObjectType = new Map<string, Map<string, Sample>>()
  readonly #byModel = new Map<string, Map<string, Sample[]>>()
  readonly #known = new Map<string, Map<string, readonly Sample[]>>()
  #knownPairs = 0

  constructor(rules: readonly Rule[]) {
    const probes = new Map<string, Probe>()
    for (const { enabled, conditions, objectTypes, eventTypes } of rules) {
      if (!enabled || !isTruthy(conditions)) continue
      const wanted = leavesOf(conditions).map(leaf => probeOf(leaf, probes))
      if (wanted.length === 0) continue
      for (const objectType of objectTypes) for (const type of eventTypes) this.#add(objectType, type, wanted)
    }
  }

  get areEmpty(): boolean {
    return this.#byObjectType.size === 0
  }

  of({ objectType, model, type }: Event): readonly Sample[] {
    // A bare model stands for itself: no object type is without a dot.
    const name = objectType === '' ? model : objectType
    const known = this.#known.get(name)?.get(type)
    if (known !== undefined) return known
    const found = this.#find(objectType, model, type)
    if (this.#knownPairs === MAX_KNOWN) {
      this.#known.clear()
      this.#knownPairs = 0
    }
    this.#knownPairs++
    entry(this.#known, name, () => new Map<string, readonly Sample[]>()).set(type, found)
    return found
  }

  #find(objectType: string, model: string, type: string): readonly Sample[] {
    const all = this.#byObjectType.get('*')?.get(type) ?? []
    if (objectType === '') return [...(this.#byModel.get(model)?.get(type) ?? [])].concat(all)
    const app = `${objectType.slice(0, objectType.indexOf('.'))}.*`
    return [objectType, app].flatMap(name => this.#byObjectType.get(name)?.get(type) ?? []).concat(all)
  }

  #add(objectType: string, type: string, probes: readonly Probe[]): void {
    const samples = entry(this.#byObjectType, objectType, () => new Map<string, Sample>())
    const isNew = !samples.has(type)
    const sample = entry(samples, type, () => new Sample(objectType))
    for (const probe of probes) sample.add(probe)
    if (!isNew || objectType.includes('*')) return
    const model = objectType.slice(objectType.indexOf('.') + 1)
    const byType = entry(this.#byModel, model, () => new Map<string, Sample[]>())
    entry(byType, type, () => []).push(sample)
  }
}

/** The paths that rules of one object type and event type name. */
class Sample {
  readonly #objectType: string
  readonly #probes = new Set<Probe>()
  #list: readonly Probe[] | undefined
  #seen = 0
  #next = 0

  constructor(objectType: string) {
    this.#objectType = objectType
  }

  add(probe: Probe): void {
    this.#probes.add(probe)
  }

  /** Never throws. */
  see(event: Event, meter: AbsentPathsOptions['meter']): void {
    if (this.#seen++ % SAMPLE !== 0) return
    const probes = (this.#list ??= [...this.#probes])
    const count = Math.min(probes.length, MAX_PATHS_AT_ONCE)
    for (let i = 0; i < count; i++) {
      const { path, check } = probes[(this.#next + i) % probes.length]!
      const found = isThere(check, event)
      if (found !== undefined) meter.lookedUp(this.#objectType, path, found)
    }
    this.#next = (this.#next + count) % probes.length
  }
}

/** A path, and a condition on it that fails only where it leads nowhere. */
interface Probe {
  readonly path: string
  readonly check: CompiledConditions
}

interface Leaf {
  readonly attr: string
  readonly op?: string
}

/** Undefined where the event has no data to look into. */
function isThere(
  { check, readsData, readsSnapshots }: CompiledConditions,
  event: Event,
): boolean | undefined {
  const data = readsData ? presentData(event.member('data')) : null
  if (data === ABSENT) return undefined
  const snapshots = readsSnapshots ? (event.member('snapshots') ?? null) : null
  return !(check(data, snapshots) instanceof Failure)
}

function probeOf({ attr, op }: Leaf, probes: Map<string, Probe>): Probe {
  const inBoth = op === 'changed' || op === 'unchanged'
  const path = inBoth ? `snapshots.*.${attr}` : attr
  return entry(probes, path, () => {
    const common = { path: [], attr, negate: false }
    const check = inBoth
      ? compileConditions({ kind: 'snapshots', op: 'changed', ...common })
      : compileConditions({ kind: 'value', op: 'eq', value: null, regex: undefined, ...common })
    return { path, check }
  })
}

/** The conditions of checked sets. */
function leavesOf(conditions: Json): readonly Leaf[] {
  const { and, or } = conditions as { readonly [key: string]: Json }
  const members = (and ?? or) as readonly Json[] | undefined
  return members === undefined ? [conditions as unknown as Leaf] : members.flatMap(leavesOf)
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
