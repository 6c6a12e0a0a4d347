import type { CursorOptions } from '../../types.ts'
import { toFailure } from './failure.ts'
import type { Group, Participant } from './group.ts'
import type { FromHolder, Grant } from './types.ts'

/** A cursor of another process, as the group in this one sees it. */
export class RemoteMember implements Participant {
  readonly options: CursorOptions
  readonly #number: number
  readonly #group: Pick<Group, 'leave'>
  readonly #send: (message: FromHolder) => void
  #state: 'joining' | 'assigned' | 'gone' = 'joining'
  /** Counts what it has been told to end. */
  #ends = 0
  #ended: (() => void) | undefined

  constructor(
    number: number,
    options: CursorOptions,
    group: Pick<Group, 'leave'>,
    send: (message: FromHolder) => void,
  ) {
    this.#number = number
    this.options = options
    this.#group = group
    this.#send = send
  }

  get isAssigned(): boolean {
    return this.#state === 'assigned'
  }

  get isGone(): boolean {
    return this.#state === 'gone'
  }

  assign(grants: readonly Grant[]): void {
    this.#state = 'assigned'
    this.#send({ member: this.#number, assigned: grants })
  }

  rebalance(): void {
    this.#send({ member: this.#number, rebalancing: true })
  }

  /** Resolves once the other process says so, or is gone: until then it may still start what it owns. */
  end(): Promise<void> | undefined {
    if (this.#state !== 'assigned') return undefined
    this.#state = 'joining'
    this.#send({ member: this.#number, end: ++this.#ends })
    return new Promise(resolve => {
      this.#ended = resolve
    })
  }

  /** The other process has ended what it was told to. */
  acknowledge(end: number): void {
    if (end === this.#ends) this.#ended?.()
  }

  fail(error: Error): void {
    if (this.isGone) return
    this.#send({ member: this.#number, failed: toFailure(error) })
    this.leave()
  }

  /** It has left, or its process is gone. Idempotent. */
  leave(): void {
    if (this.isGone) return
    this.#state = 'gone'
    this.#ended?.()
    this.#group.leave(this)
  }

  close(): Promise<void> {
    this.leave()
    return Promise.resolve()
  }
}
