import type { Outcome } from '../../src/types.ts'
import type { Message } from './message.ts'

/** A message on its way over a connection. */
export interface Publication {
  readonly message: Message
  /** Told once; what comes after an end from outside is dropped. */
  settle(outcome: Outcome): void
}

/** What is under way on one connection, by packet identifier; messages of QoS 0 have numbers below 0. */
export class Pending {
  readonly #entries = new Map<number, Entry>()
  #lastUnnumbered = 0

  get size(): number {
    return this.#entries.size
  }

  /** Packet identifiers that are in use. */
  get identifiers(): readonly number[] {
    return [...this.#entries.keys()].filter(id => id > 0)
  }

  add(id: number, publication: Publication, sentAt: number): void {
    this.#entries.set(id, { publication, sentAt, code: 0 })
  }

  addUnnumbered(publication: Publication, sentAt: number): number {
    this.add(--this.#lastUnnumbered, publication, sentAt)
    return this.#lastUnnumbered
  }

  /** A first answer of two: it says what became of the message, though its exchange goes on. */
  note(id: number, code: number): void {
    const entry = this.#entries.get(id)
    if (entry !== undefined) entry.code = code
  }

  /** Removes it; the code that was noted counts where the last answer has none. Undefined where it is not known. */
  take(id: number, code: number): { readonly publication: Publication; readonly code: number } | undefined {
    const entry = this.#entries.get(id)
    if (entry === undefined) return undefined
    this.#entries.delete(id)
    return { publication: entry.publication, code: code === 0 ? entry.code : code }
  }

  /** Removes and gives all, in the order they were sent. */
  takeAll(): readonly Publication[] {
    const all = [...this.#entries.values()].map(({ publication }) => publication)
    this.#entries.clear()
    return all
  }

  /** When a publication was sent; undefined where it is not under way here. */
  sentAt(publication: Publication): number | undefined {
    for (const entry of this.#entries.values()) if (entry.publication === publication) return entry.sentAt
    return undefined
  }
}

interface Entry {
  readonly publication: Publication
  /** Milliseconds of the process's clock. */
  readonly sentAt: number
  code: number
}
