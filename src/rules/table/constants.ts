import { MAX_VALUES } from './limits.ts'
import { Registry } from './registry.ts'

/** The numbers that `gt`, `gte`, `lt` and `lte` compare with. */
export class Constants {
  readonly #numbers = new Registry(MAX_VALUES, 'different numbers')
  /** By constant. */
  values = new Float64Array(64)

  acquire(value: number): number {
    const number = this.#numbers.acquire(String(value))
    if (number >= this.values.length) {
      const values = new Float64Array(this.values.length * 2)
      values.set(this.values)
      this.values = values
    }
    this.values[number] = value
    return number
  }

  release(number: number): void {
    this.#numbers.release(number)
  }
}
