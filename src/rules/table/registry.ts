import { refuseBeyond } from './limits.ts'

/** Numbers names from 0, each as long as somebody uses it; a number left free is given again. */
export class Registry {
  readonly #numbers = new Map<string, number>()
  readonly #names: (string | undefined)[] = []
  readonly #uses: number[] = []
  readonly #free: number[] = []
  readonly #limit: number
  readonly #what: string

  /** `what` the names are, for a refusal. */
  constructor(limit: number, what: string) {
    this.#limit = limit
    this.#what = what
  }

  /** How many are in use. */
  get size(): number {
    return this.#numbers.size
  }

  /** Every number is below it. */
  get bound(): number {
    return this.#names.length
  }

  /** The name's number, used once more. @throws SluiceError beyond the limit */
  acquire(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) {
      this.#uses[known]!++
      return known
    }
    refuseBeyond(this.#numbers.size + 1, this.#limit, this.#what)
    const number = this.#free.pop() ?? this.#names.length
    this.#numbers.set(name, number)
    this.#names[number] = name
    this.#uses[number] = 1
    return number
  }

  /** Used once less; gives whether it was the last use. */
  release(number: number): boolean {
    if (--this.#uses[number]! > 0) return false
    this.#numbers.delete(this.#names[number]!)
    this.#names[number] = undefined
    this.#free.push(number)
    return true
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  name(number: number): string {
    return this.#names[number]!
  }

  uses(number: number): number {
    return this.#uses[number]!
  }

  /** Names in use. */
  names(): Iterable<string> {
    return this.#numbers.keys()
  }
}
