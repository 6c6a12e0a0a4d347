import { Random } from '../../test/helpers/random.ts'

/** Random choices as data of a network have them: a few values often, many seldom. */
export class Chance extends Random {
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  /** True with that probability. */
  happens(probability: number): boolean {
    return this.below(1_000_000) < probability * 1_000_000
  }

  /** One of the list by Zipf's law. */
  often<T>(list: Weighted<T>): T {
    const { sums, values } = list
    const x = (this.below(2 ** 31) / 2 ** 31) * sums.at(-1)!
    let from = 0
    let to = sums.length - 1
    while (from < to) {
      const middle = (from + to) >> 1
      if (sums[middle]! < x) from = middle + 1
      else to = middle
    }
    return values[from]!
  }
}

/** Values, and the sums of their weights. */
export interface Weighted<T> {
  readonly values: readonly T[]
  readonly sums: readonly number[]
}

/** The n-th value has the weight 1/n^`exponent`; 0 makes all alike. */
export function weighted<T>(values: readonly T[], exponent: number): Weighted<T> {
  let sum = 0
  return { values, sums: values.map((_, n) => (sum += 1 / (n + 1) ** exponent)) }
}
