import type { Outbox } from '../outbox/outbox.ts'

/** What laggards stand with while it reads for them. */
export interface Carrier {
  /** What lies below was offered to those who ride. */
  readonly at: number
  /** The timestamp of the last record that was looked at; milliseconds since the epoch. */
  readonly time: number
}

/** A sink that was left behind in one partition. */
export class Laggard {
  readonly outbox: Outbox
  /** In which turn of catching up it was served last; 0 for never. */
  served = 0
  /** How often it was told of room in vain: somebody else had taken it. */
  passedOver = 0
  readonly #roomed: () => void
  #next: number
  #since: number
  #carrier: Carrier | undefined
  #listening: (() => void) | undefined
  #ended = false

  /** `since` is the timestamp of what it is owed next, as far as known; `roomed` is called when there may be room for it again. */
  constructor(outbox: Outbox, next: number, since: number, roomed: () => void) {
    this.outbox = outbox
    this.#next = next
    this.#since = since
    this.#roomed = roomed
    if (!outbox.available) this.listen()
  }

  /** The first offset that was not offered to it. */
  get next(): number {
    return this.#carrier?.at ?? this.#next
  }

  /** What it is owed next is of this time, or of an earlier one; milliseconds since the epoch. */
  get since(): number {
    return this.#carrier?.time ?? this.#since
  }

  get carrier(): Carrier | undefined {
    return this.#carrier
  }

  /** Whether it waits to be told of room: it had none when it was last looked at. */
  get isListening(): boolean {
    return this.#listening !== undefined
  }

  /** From now on it stands where the carrier does. */
  board(carrier: Carrier): void {
    this.deafen()
    this.passedOver = 0
    this.#carrier = carrier
  }

  /** Stands still at `next`, which is of the time `since`. */
  leave(next: number, since: number): void {
    this.#next = next
    this.#since = since
    this.#carrier = undefined
    if (!this.outbox.available) this.listen()
  }

  /** Has it told when there may be room again. */
  listen(): void {
    if (this.#ended) return
    this.#listening ??= this.outbox.whenRoom(() => {
      this.deafen()
      this.#roomed()
    })
  }

  /** Waits no more. */
  deafen(): void {
    this.#listening?.()
    this.#listening = undefined
  }

  /** It is behind no more, or its tenure has ended. */
  end(): void {
    this.#ended = true
    this.deafen()
    this.leave(this.next, this.since)
  }
}
