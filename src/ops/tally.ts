/** Counts what has no name of its own. */
export const OTHER = 'other'

/** Counts by name, of at most `limit` names; what comes beyond counts as `other`. */
export class Tally {
  readonly #counts = new Map<string, { n: number }>()
  readonly #limit: number
  readonly #other = { n: 0 }

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Shows a name with 0 before it is first counted. */
  declare(name: string): void {
    this.#of(name)
  }

  add(name: string, n = 1): void {
    this.#of(name).n += n
  }

  get total(): number {
    let total = this.#other.n
    for (const count of this.#counts.values()) total += count.n
    return total
  }

  /** In the order first seen; `other` comes last, where there is any. */
  *[Symbol.iterator](): Iterator<readonly [name: string, n: number]> {
    for (const [name, count] of this.#counts) {
      yield [name, name === OTHER ? count.n + this.#other.n : count.n]
    }
    if (this.#other.n > 0 && !this.#counts.has(OTHER)) yield [OTHER, this.#other.n]
  }

  #of(name: string): { n: number } {
    const known = this.#counts.get(name)
    if (known !== undefined) return known
    if (this.#counts.size >= this.#limit) return this.#other
    const count = { n: 0 }
    this.#counts.set(name, count)
    return count
  }
}
