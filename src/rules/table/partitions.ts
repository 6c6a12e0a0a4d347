import { MAX_RULES } from './limits.ts'
import type { Ranges } from './ranges.ts'
import { Registry } from './registry.ts'
import { takesIn } from './types.ts'

/** The rules that name one object type (or a pattern) and one event type. */
export interface Partition {
  readonly number: number
  readonly objectType: string
  readonly eventType: string
  /** How many rules stand in it, and how many of them have conditions. */
  rules: number
  conditional: number
  /** How many leaves read each path. */
  readonly paths: Map<number, number>
  /** How many conjuncts stand under trigrams of each path. */
  readonly texts: Map<number, number>
  /** Of one path each. */
  readonly ranges: Ranges[]
}

/** All partitions, each as long as a rule stands in it. */
export class Partitions {
  readonly #numbers = new Registry(MAX_RULES, 'pairs of object type and event type')
  readonly #all: (Partition | undefined)[] = []
  readonly #byEventType = new Map<string, Map<string, Partition>>()

  /** The partition of these types, with one rule more. */
  enter(objectType: string, eventType: string): Partition {
    const known = this.#byEventType.get(eventType)?.get(objectType)
    if (known !== undefined) {
      known.rules++
      return known
    }
    const number = this.#numbers.acquire(`${eventType.length} ${eventType} ${objectType}`)
    const partition: Partition = {
      number,
      objectType,
      eventType,
      rules: 1,
      conditional: 0,
      paths: new Map(),
      texts: new Map(),
      ranges: [],
    }
    this.#all[number] = partition
    const siblings = this.#byEventType.get(eventType)
    if (siblings === undefined) this.#byEventType.set(eventType, new Map([[objectType, partition]]))
    else siblings.set(objectType, partition)
    return partition
  }

  /** One rule less. */
  leave(partition: Partition): void {
    if (--partition.rules > 0) return
    this.#numbers.release(partition.number)
    this.#all[partition.number] = undefined
    const siblings = this.#byEventType.get(partition.eventType)!
    siblings.delete(partition.objectType)
    if (siblings.size === 0) this.#byEventType.delete(partition.eventType)
  }

  /** Those an event stands in; `objectType` empty where only its model is known. */
  of(objectType: string, model: string, eventType: string): readonly Partition[] {
    const siblings = this.#byEventType.get(eventType)
    if (siblings === undefined) return []
    return [...siblings.values()].filter(partition => takesIn(partition.objectType, objectType, model))
  }

  *[Symbol.iterator](): IterableIterator<Partition> {
    for (const partition of this.#all) if (partition !== undefined) yield partition
  }
}

/** Counts up or down; gives whether the entry is new, or gone. */
export function count(counts: Map<number, number>, key: number, step: number): boolean {
  const before = counts.get(key) ?? 0
  const now = before + step
  if (now === 0) counts.delete(key)
  else counts.set(key, now)
  return before === 0 || now === 0
}
