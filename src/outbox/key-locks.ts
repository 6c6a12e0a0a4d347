import type { Owed } from './owed.ts'

/**
 * Keys whose request outlived its tenure. Until it is answered nothing of the key is started, by whatever tenure: else
 * one process would send a key twice at the same time.
 */
export class KeyLocks {
  readonly #holders = new Map<string, Owed>()

  /** The request of an ended tenure that still holds this one's key. */
  holder(owed: Owed): Owed | undefined {
    if (this.#holders.size === 0 || owed.key === undefined) return undefined
    return this.#holders.get(nameOf(owed, owed.key))
  }

  /** Keeps the key of a request under way locked; to be called when its tenure ends. */
  lock(owed: Owed): void {
    if (owed.key !== undefined) this.#holders.set(nameOf(owed, owed.key), owed)
  }

  unlock(owed: Owed): void {
    if (this.holder(owed) === owed && owed.key !== undefined) this.#holders.delete(nameOf(owed, owed.key))
  }
}

/** A key has its order within its partition; keys are arbitrary bytes as text, so only what stands before may delimit. */
function nameOf({ lane }: Owed, key: string): string {
  return `${lane.tenure.topic}\0${lane.tenure.partition}\0${key}`
}
