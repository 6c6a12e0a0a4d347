import type { Match } from '../../types.ts'
import { type KeyNode, keyTree } from './keys.ts'
import type { Partition, Partitions } from './partitions.ts'
import type { Registry } from './registry.ts'

/** What the rules of some types read of `data`. */
export interface Reads {
  readonly tree: KeyNode
  /** Numbers of the paths, and their keys in the same order. */
  readonly paths: Int32Array
  readonly parts: readonly (readonly string[])[]
}

/** What an event of certain types is matched with: worked out once for all events of these types. */
export interface View {
  readonly partitions: readonly Partition[]
  readonly reads: Reads
  /** Paths with rules under trigrams. */
  readonly texts: readonly number[]
  /** What comes of every event, where no rule has conditions; worked out at the first one. */
  readonly isSame: boolean
  match: Match | undefined
}

/** Pairs of types that are kept; with more of them, which only a hostile producer has, they are worked out anew. */
const MAX_VIEWS = 4_096

/** The views of the types that have come so far. */
export class Views {
  readonly #partitions: Partitions
  readonly #paths: Registry
  readonly #byModel = new Map<string, Map<string, View | undefined>>()
  readonly #byObjectType = new Map<string, Map<string, View | undefined>>()
  /** By their paths. */
  readonly #reads = new Map<string, Reads>()
  #count = 0

  constructor(partitions: Partitions, paths: Registry) {
    this.#partitions = partitions
    this.#paths = paths
  }

  /** Undefined where no rule names the types. */
  of(objectType: string, model: string, eventType: string): View | undefined {
    const byName = objectType === '' ? this.#byModel : this.#byObjectType
    const name = objectType === '' ? model : objectType
    const byEventType = byName.get(eventType)
    const known = byEventType?.get(name)
    if (known !== undefined || byEventType?.has(name)) return known
    if (this.#count === MAX_VIEWS) this.clear()
    this.#count++
    const view = this.#make(objectType, model, eventType)
    const views = byName.get(eventType)
    if (views === undefined) byName.set(eventType, new Map([[name, view]]))
    else views.set(name, view)
    return view
  }

  /** Forgets them: partitions or paths have changed. */
  clear(): void {
    this.#byModel.clear()
    this.#byObjectType.clear()
    this.#reads.clear()
    this.#count = 0
  }

  #make(objectType: string, model: string, eventType: string): View | undefined {
    const partitions = this.#partitions.of(objectType, model, eventType)
    if (partitions.length === 0) return undefined
    return {
      partitions,
      reads: this.#readsOf(union(partitions, partition => partition.paths.keys())),
      texts: union(partitions, partition => partition.texts.keys()),
      isSame: partitions.every(partition => partition.conditional === 0),
      match: undefined,
    }
  }

  /** Shared among views: memory that is used for all events is at hand. */
  #readsOf(unsorted: readonly number[]): Reads {
    const paths = unsorted.toSorted((a, b) => a - b)
    const name = paths.join()
    const known = this.#reads.get(name)
    if (known !== undefined) return known
    const attrs = paths.map(path => this.#paths.name(path))
    const reads = {
      tree: keyTree(paths.map((path, i) => [path, attrs[i]!])),
      paths: Int32Array.from(paths),
      parts: attrs.map(attr => attr.split('.')),
    }
    this.#reads.set(name, reads)
    return reads
  }
}

function union(partitions: readonly Partition[], of: (partition: Partition) => Iterable<number>): number[] {
  return [...new Set(partitions.flatMap(partition => [...of(partition)]))]
}
