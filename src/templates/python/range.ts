import { raise } from './exceptions.ts'
import { toBig } from './numbers.ts'
import { type Cursor, isFloat, type Numeric, PyObject, type Value } from './values.ts'

/** More elements than that the sandbox refuses. */
const MAX_RANGE = 100_000

/** `range(start, stop, step)` */
export class Range extends PyObject {
  override readonly type = 'range'
  readonly start: number
  readonly stop: number
  readonly step: number

  /** @throws PythonError for a step of 0 and more than 100,000 elements. */
  constructor(start: number, stop: number, step: number) {
    super()
    if (step === 0) raise('ValueError', 'range() arg 3 must not be zero')
    this.start = start
    this.stop = stop
    this.step = step
    if (this.size() > MAX_RANGE)
      raise('OverflowError', `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`)
  }

  override isTrue(): boolean {
    return this.size() > 0
  }

  override size(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step))
  }

  at(index: number): number {
    return this.start + index * this.step
  }

  override cursor(): Cursor {
    const size = this.size()
    let i = 0
    return { next: () => (i < size ? this.at(i++) : undefined) }
  }

  has(value: Numeric): boolean {
    const number = isFloat(value) ? (typeof value === 'number' ? value : value.value) : Number(toBig(value))
    const index = (number - this.start) / this.step
    return Number.isInteger(index) && index >= 0 && index < this.size()
  }

  /** Whether both go through the same numbers. */
  sameAs(other: Range): boolean {
    const size = this.size()
    if (size !== other.size()) return false
    return size === 0 || (this.start === other.start && (size === 1 || this.step === other.step))
  }

  override attribute(name: string): Value | undefined {
    return name === 'start' || name === 'stop' || name === 'step' ? this[name] : undefined
  }

  override repr(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1 ? '' : `, ${this.step}`})`
  }
}
