import type { Owed } from './owed.ts'

/**
 * Keys whose request outlived its tenure. Until it is answered nothing of the key is started, by whatever tenure: else
 * one process would send a key twice at the same time. What has no key is locked by its offset.
 */
export class KeyLocks {
  readonly #holders = new Map<string, Owed>()

  /** The request of an ended tenure that still holds this one's key. */
  holder(owed: Owed): Owed | undefined {
    return this.#holders.size === 0 ? undefined : this.#holders.get(nameOf(owed))
  }

  /** Keeps the key of a request under way locked; to be called when its tenure ends. */
  lock(owed: Owed): void {
    this.#holders.set(nameOf(owed), owed)
  }

  unlock(owed: Owed): void {
    if (this.holder(owed) === owed) this.#holders.delete(nameOf(owed))
  }
}

/** A key has its order within its partition; keys are arbitrary bytes as text, so only what stands before may delimit. */
function nameOf({ lane, key, offset }: Owed): string {
  const { topic, partition } = lane.tenure
  return `${topic}\0${partition}\0${key === undefined ? offset : `key ${key}`}`
}
