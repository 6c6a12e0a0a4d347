import type { Owed } from './owed.ts'

export interface ProbingParts {
  /** How long another record is waited for before one that was set aside is sent; milliseconds. */
  readonly patience: number
  /** Has one sent that was set aside. */
  readonly send: (owed: Owed) => void
}

// One of the first may be what the sink fails at, and nothing else: each probe that fails has the next one look further.
const furthest = 8
// Records of one key in a row cannot be looked past: so many, and the first is sent after all.
const mostAside = 64

/** The choice of the one delivery that is sent while the breaker is half-open. */
export class Probing {
  readonly #parts: ProbingParts
  #failed = 0
  #probe: Owed | undefined
  /** Taken, but not sent before the sink is known to work; those chained to one before them of their key follow it. */
  #aside = new Map<Owed, { readonly chained: boolean }>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: ProbingParts) {
    this.#parts = parts
  }

  /** Whether another record may be taken: none is the probe yet. */
  get admits(): boolean {
    return this.#probe === undefined && this.#aside.size < mostAside
  }

  /** A record was taken. Gives whether it is the probe, to be sent now. */
  taken(owed: Owed, chained: boolean): boolean {
    if (!chained && this.#probe === undefined && this.#aside.size >= this.#failed % furthest) {
      this.#become(owed)
      return true
    }
    this.#aside.set(owed, { chained })
    if (this.#aside.size >= mostAside) this.#choose()
    else this.#wait()
    return false
  }

  /** One was forgotten unsent; gives whether it was the probe. */
  forgotten(owed: Owed): boolean {
    this.#aside.delete(owed)
    if (this.#probe !== owed) return false
    this.#probe = undefined
    if (this.#aside.size > 0) this.#wait()
    return true
  }

  /** The probe failed: the next one looks further. */
  failed(): void {
    this.#failed++
    this.#end()
  }

  /** The sink works: sends what was set aside. */
  succeeded(): void {
    this.#failed = 0
    for (const [owed, { chained }] of this.#end()) if (!chained) this.#parts.send(owed)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #end(): ReadonlyMap<Owed, { readonly chained: boolean }> {
    const aside = this.#aside
    this.stop()
    this.#probe = undefined
    this.#aside = new Map()
    return aside
  }

  #become(owed: Owed): void {
    this.stop()
    this.#aside.delete(owed)
    this.#probe = owed
  }

  #wait(): void {
    this.#timer ??= setTimeout(() => this.#choose(), this.#parts.patience)
  }

  /** No other came: the first that nothing else holds up is sent after all. */
  #choose(): void {
    this.stop()
    if (this.#probe !== undefined) return
    for (const [owed, { chained }] of this.#aside) {
      if (chained) continue
      this.#become(owed)
      this.#parts.send(owed)
      return
    }
  }
}
