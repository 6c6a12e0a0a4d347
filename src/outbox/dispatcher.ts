import { messageOf, SluiceError } from '../errors.ts'
import type { Outcome } from '../types.ts'
import type { Concurrency } from './concurrency.ts'
import { Holds } from './holds.ts'
import type { Lane } from './lane.ts'
import type { Owed } from './owed.ts'
import type { Rate } from './rate.ts'
import { type BatchSettings, Ready } from './ready.ts'
import type { Sender } from './sender.ts'
import { SetAside } from './set-aside.ts'

export interface DispatcherParts {
  /** For messages. */
  readonly name: string
  readonly batch: BatchSettings
  readonly sender: Sender
  /** Batches under way at a time. */
  readonly concurrency: Concurrency
  /** Undefined: as fast as it goes. */
  readonly rate: Rate | undefined
  /** Told of each outcome but those of an abort. */
  readonly ended: (owed: Owed, outcome: Outcome, seconds: number) => void
  /** Then told once of the batch, before more is started; `startedAt` is on the clock of `performance.now`. */
  readonly answered: (batch: readonly Owed[], outcomes: readonly Outcome[], startedAt: number) => void
  /** Told when less may be under way than before. */
  readonly calmed: () => void
}

// Where answers come at once, everything happens within one turn of the event loop: after so many starts others get theirs.
const startsPerTurn = 256

/**
 * Starts requests: takes what is ready in batches, as many at a time as the sink may have under way, and none while the
 * sink holds, its rate is used up, or a partition's lease is not good.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #ready: Ready
  readonly #holds = new Holds(() => this.pump())
  readonly #setAside = new SetAside(owed => this.#again(owed))
  readonly #abort = new AbortController()
  /** open; closing: only what lanes still let go is started; closed: nothing is. */
  #state: 'open' | 'closing' | 'closed' = 'open'
  #inFlight = 0
  #startsThisTurn = 0
  #nextTurn: NodeJS.Immediate | undefined
  #rateTimer: NodeJS.Timeout | undefined
  readonly #mayGo = (owed: Owed) => this.#isToGo(owed)

  constructor(parts: DispatcherParts) {
    this.#parts = parts
    this.#ready = new Ready(parts.batch, () => this.pump())
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Nothing is under way, and nothing is about to be. */
  get quiet(): boolean {
    return this.#inFlight === 0 && (this.#state === 'closed' || this.#ready.size === 0)
  }

  /** It may go. Nothing is started before `pump`. */
  push(owed: Owed): void {
    this.#ready.push(owed)
  }

  /** Starts what may be started now. */
  pump(): void {
    const { concurrency, rate } = this.#parts
    while (this.#inFlight < concurrency.allowed && this.#ready.due) {
      if (this.#state === 'closed' || this.#holds.active || this.#nextTurn !== undefined) return
      if (rate !== undefined && this.#rateIsUsed(rate)) return
      const batch = this.#ready.take(this.#mayGo)
      if (batch.length > 0) this.#start(batch)
    }
  }

  /** The sink asked for a wait that is not over. */
  get holding(): boolean {
    return this.#holds.active
  }

  /** Starts nothing for so many milliseconds. */
  hold(milliseconds: number): void {
    if (this.#state === 'open') this.#holds.add(milliseconds)
  }

  /** Forgets what a lane has waiting here. */
  drop(lane: Lane): void {
    this.#ready.keep(owed => owed.lane !== lane)
    this.#setAside.drop(lane)
  }

  /** Starts nothing more but what the lanes, closed before, still let go; nothing at all where the sink asked for a wait. */
  close(): void {
    if (this.#state !== 'open') return
    this.#setAside.stop()
    this.#ready.keep(owed => owed.offset <= owed.lane.last)
    this.#ready.hurry()
    if (this.#holds.active) this.#stop()
    else this.#state = 'closing'
    this.pump()
  }

  /** Gives up waiting for what is under way: only what is acknowledged still counts. */
  abort(): void {
    this.#setAside.stop()
    this.#stop()
    this.#abort.abort(new SluiceError('aborted', `sink ${this.#parts.name}: shutting down`))
  }

  #stop(): void {
    this.#state = 'closed'
    this.#holds.stop()
    this.#ready.hurry()
    clearTimeout(this.#rateTimer)
    clearImmediate(this.#nextTurn)
    this.#nextTurn = undefined
  }

  #again(items: readonly Owed[]): void {
    for (const owed of items) this.#ready.push(owed)
    this.pump()
  }

  /** Whether this one goes with the next batch; if not, it is forgotten or set aside. */
  #isToGo(owed: Owed): boolean {
    if (owed.offset > owed.lane.last) return false
    if (owed.lane.tenure.mayStart()) return true
    if (this.#state === 'open') this.#setAside.add(owed)
    return false
  }

  #rateIsUsed(rate: Rate): boolean {
    const wait = rate.wait()
    if (wait === 0) return false
    this.#rateTimer ??= setTimeout(() => {
      this.#rateTimer = undefined
      this.pump()
    }, wait)
    return true
  }

  #start(batch: readonly Owed[]): void {
    this.#inFlight++
    this.#parts.rate?.take(batch.length)
    if (++this.#startsThisTurn === startsPerTurn) this.#nextTurn = setImmediate(() => this.#turn())
    for (const owed of batch) owed.state = 'wire'
    const startedAt = performance.now()
    this.#send(batch).then(
      outcomes => this.#answered(batch, outcomes, startedAt),
      error => this.#failed(batch, error, startedAt),
    )
  }

  #turn(): void {
    this.#nextTurn = undefined
    this.#startsThisTurn = 0
    this.pump()
    this.#parts.calmed()
  }

  #send(batch: readonly Owed[]): Promise<readonly Outcome[]> {
    try {
      return this.#parts.sender.send(batch, this.#abort.signal)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #failed(batch: readonly Owed[], error: unknown, startedAt: number): void {
    const reason = `internal error in the sink: ${messageOf(error)}`
    const outcome: Outcome = { kind: 'retry', class: 'internal', reason, alarm: true }
    this.#answered(
      batch,
      batch.map(() => outcome),
      startedAt,
    )
  }

  #answered(batch: readonly Owed[], outcomes: readonly Outcome[], startedAt: number): void {
    if (outcomes?.length !== batch.length) {
      this.#failed(batch, new Error(`${outcomes?.length} outcomes for ${batch.length} deliveries`), startedAt)
      return
    }
    this.#inFlight--
    const seconds = (performance.now() - startedAt) / 1000
    const { aborted } = this.#abort.signal
    const { ended, answered, calmed } = this.#parts
    for (let at = 0; at < batch.length; at++) {
      const outcome = outcomes[at]!
      // After an abort the rest may have failed because of it.
      if (!aborted || outcome.kind === 'delivered') ended(batch[at]!, outcome, seconds)
    }
    if (!aborted) answered(batch, outcomes, startedAt)
    this.pump()
    calmed()
  }
}
