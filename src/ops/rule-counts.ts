import type { RuleMeter } from '../types.ts'
import type { Sample } from './families.ts'
import { OTHER } from './tally.ts'

/** Pairs of object type and path that have labels of their own; those beyond share `other`. */
export const MAX_PATH_LABELS = 1_000

interface LookUps {
  readonly labels: readonly [objectType: string, path: string]
  count: number
  absent: number
}

/** What looks at single events have told about the rules. */
export class RuleCounts implements RuleMeter {
  comparisons = 0
  differences = 0
  readonly #paths = new Map<string, Map<string, LookUps>>()
  readonly #others: LookUps = { labels: [OTHER, OTHER], count: 0, absent: 0 }
  #pairs = 0

  lookedUp(objectType: string, path: string, found: boolean): void {
    const lookUps = this.#of(objectType, path)
    lookUps.count++
    if (!found) lookUps.absent++
  }

  compared(same: boolean): void {
    this.comparisons++
    if (!same) this.differences++
  }

  /** How often each path was looked up, or was not there, in the order first seen. */
  *lookUps(which: 'count' | 'absent'): Iterable<Sample> {
    for (const paths of this.#paths.values())
      for (const lookUps of paths.values()) yield [lookUps.labels, lookUps[which]]
    if (this.#others.count > 0) yield [this.#others.labels, this.#others[which]]
  }

  #of(objectType: string, path: string): LookUps {
    let paths = this.#paths.get(objectType)
    const known = paths?.get(path)
    if (known !== undefined) return known
    if (this.#pairs === MAX_PATH_LABELS) return this.#others
    this.#pairs++
    if (paths === undefined) this.#paths.set(objectType, (paths = new Map()))
    const made: LookUps = { labels: [objectType, path], count: 0, absent: 0 }
    paths.set(path, made)
    return made
  }
}
