import { Bell } from './bell.ts'
import type { Memory } from './memory.ts'

// However little room there is, nobody waits for longer than this while there is some.
const longestWait = 100 // ms

/** What an outbox may hold unsettled, all its lanes together; and a bell for those who wait for room in it. */
export class Window {
  readonly #limit: { readonly count: number; readonly bytes: number }
  readonly #memory: Memory
  /** Room is told of only when a quarter is free: waking a reader for every record would cost more than the record. */
  readonly #low: number
  /** Rung when there may be room again. */
  readonly bell = new Bell()
  readonly #memoryFreed = () => this.wake()
  #timer: NodeJS.Timeout | undefined
  #count = 0
  #bytes = 0
  #refused = false

  constructor(limit: { readonly count: number; readonly bytes: number }, memory: Memory) {
    this.#limit = limit
    this.#memory = memory
    this.#low = Math.floor(limit.count * 0.75)
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether so many bytes more fit. The first always does, even one that is larger than the window or the memory left. */
  fits(bytes: number): boolean {
    if (this.#count === 0) return true
    if (this.#count < this.#limit.count && this.#bytes + bytes <= this.#limit.bytes) {
      if (this.#memory.used + bytes <= this.#memory.limit) return true
      this.#memory.whenFreed(this.#memoryFreed)
    }
    this.#refused = true
    return false
  }

  /** It is full, or has refused something and nobody was told of room since: asking again now is of no use. */
  get full(): boolean {
    return this.#count > 0 && (this.#refused || !this.fits(0))
  }

  take(bytes: number): void {
    this.#count++
    this.#bytes += bytes
    this.#memory.take(bytes)
  }

  give(bytes: number): void {
    this.#count--
    this.#bytes -= bytes
    this.#memory.give(bytes)
    if (!this.#refused && !this.bell.heard) return
    if (this.#count <= this.#low) this.wake()
    else this.#timer ??= setTimeout(() => this.#wakeForLittle(), longestWait)
  }

  /** There may be room again. */
  wake(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#refused = false
    this.bell.ring()
  }

  /** A quarter may never be free: keys that keep failing hold their places for hours. */
  #wakeForLittle(): void {
    this.#timer = undefined
    if (this.#count < this.#limit.count) this.wake()
  }
}
