import type { Owed } from './owed.ts'
import { Queue } from './queue.ts'

export interface BatchSettings {
  readonly max_count: number
  readonly max_bytes: number
  /** How long a batch may wait to become full; milliseconds. */
  readonly linger: number
}

/**
 * What may go, in the order in which it may, and whether a batch of it is due. There are never two of a key here, since
 * only the first of a key is ever ready.
 */
export class Ready {
  readonly #settings: BatchSettings
  readonly #due: () => void
  readonly #queue = new Queue<Owed>()
  /** Counted only where a batch waits to become full. */
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #lingers: boolean
  #waited = false

  /** `due` is called when a batch has waited for long enough. */
  constructor(settings: BatchSettings, due: () => void) {
    this.#settings = settings
    this.#due = due
    this.#lingers = settings.linger > 0 && settings.max_count > 1
  }

  get size(): number {
    return this.#queue.size
  }

  /** Whether a batch may go now: full by count or bytes, or it has waited for long enough. */
  get due(): boolean {
    if (this.#queue.size === 0) return false
    const { max_count, max_bytes } = this.#settings
    return !this.#lingers || this.#waited || this.#queue.size >= max_count || this.#bytes >= max_bytes
  }

  push(owed: Owed): void {
    this.#queue.push(owed)
    if (!this.#lingers) return
    this.#bytes += owed.bytes
    this.#wait()
  }

  /** The next batch, one at least unless nothing is left; `mayGo` says of each whether it is part of it, or not any more. */
  take(mayGo: (owed: Owed) => boolean): Owed[] {
    const { max_count, max_bytes } = this.#settings
    if (max_count === 1) return this.#one(mayGo)
    const batch: Owed[] = []
    let bytes = 0
    while (batch.length < max_count) {
      const owed = this.#queue.peek()
      if (owed === undefined || (batch.length > 0 && bytes + owed.bytes > max_bytes)) break
      this.#queue.shift()
      if (this.#lingers) this.#bytes -= owed.bytes
      if (!mayGo(owed)) continue
      bytes += owed.bytes
      batch.push(owed)
    }
    if (this.#lingers) this.#again()
    return batch
  }

  /** The next one by itself, as most sinks have it. An array that grew to one would be eight times as large. */
  #one(mayGo: (owed: Owed) => boolean): Owed[] {
    for (let owed = this.#queue.shift(); owed !== undefined; owed = this.#queue.shift())
      if (mayGo(owed)) return [owed]
    return []
  }

  /** Forgets what is not to be kept. */
  keep(wanted: (owed: Owed) => boolean): void {
    let bytes = 0
    this.#queue.keep(owed => {
      if (!wanted(owed)) return false
      bytes += owed.bytes
      return true
    })
    this.#bytes = bytes
    if (this.#queue.size === 0) this.#again()
  }

  /** Nothing waits to become full any more. */
  hurry(): void {
    this.#lingers = false
    clearTimeout(this.#timer)
  }

  #again(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waited = false
    if (this.#queue.size > 0) this.#wait()
  }

  #wait(): void {
    if (this.#waited) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#waited = true
      this.#due()
    }, this.#settings.linger)
  }
}
