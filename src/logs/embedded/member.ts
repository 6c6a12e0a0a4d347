import type { Cursor, CursorListener, CursorOptions, LogStatus } from '../../types.ts'
import type { EmbeddedTenure } from './tenure.ts'
import type { Grant } from './types.ts'

/** What a member needs of its group. */
export interface MemberGroup {
  leave(member: Member): void
  /** Why nothing is assigned; empty where it is. */
  detail(member: Member): string
}

/** One cursor of a group. */
export class Member implements Cursor {
  readonly options: CursorOptions
  readonly listener: CursorListener
  readonly #group: MemberGroup
  readonly #tenureOf: (grant: Grant) => EmbeddedTenure
  #tenures: readonly EmbeddedTenure[] = []
  #state: 'joining' | 'assigned' | 'closed' | 'failed' = 'joining'
  #failure = ''
  /** The listener has been told of tenures, and not of their end. */
  #told = false

  constructor(
    options: CursorOptions,
    listener: CursorListener,
    group: MemberGroup,
    tenureOf: (grant: Grant) => EmbeddedTenure,
  ) {
    this.options = options
    this.listener = listener
    this.#group = group
    this.#tenureOf = tenureOf
  }

  /** Whether it has been assigned something, be it nothing, that has not ended yet. */
  get isAssigned(): boolean {
    return this.#state === 'assigned'
  }

  get isGone(): boolean {
    return this.#state === 'closed' || this.#state === 'failed'
  }

  assign(grants: readonly Grant[]): void {
    const tenures = grants.map(grant => this.#tenureOf(grant))
    this.#tenures = tenures
    this.#state = 'assigned'
    this.#told = true
    this.listener.assigned(tenures)
  }

  rebalance(): void {
    for (const tenure of this.#tenures) tenure.suspend()
    void this.listener.rebalancing()
  }

  /** Ends its tenures, if it has been told of any. */
  end(): undefined {
    for (const tenure of this.#tenures) tenure.end()
    this.#tenures = []
    if (!this.#told) return
    this.#told = false
    if (this.#state === 'assigned') this.#state = 'joining'
    this.listener.ended()
  }

  /** Reads nothing more. Its tenures last until it is closed: what has settled can still be committed. */
  fail(error: Error): void {
    if (this.isGone) return
    for (const tenure of this.#tenures) tenure.suspend()
    this.#state = 'failed'
    this.#failure = error.message
    this.#group.leave(this)
    this.listener.failed(error)
  }

  status(): LogStatus {
    if (this.#state === 'failed') return { ready: false, detail: this.#failure }
    if (this.#state === 'closed') return { ready: false, detail: 'closed' }
    const detail = this.#group.detail(this)
    return detail === ''
      ? { ready: true, detail: `group ${this.options.group} joined` }
      : { ready: false, detail }
  }

  close(): Promise<void> {
    const left = this.isGone
    this.end()
    this.#state = 'closed'
    if (!left) this.#group.leave(this)
    return Promise.resolve()
  }
}
