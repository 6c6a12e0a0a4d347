import { messageOf, SluiceError } from '../errors.ts'
import type { Outcome } from '../types.ts'
import { Holds } from './holds.ts'
import type { Lane } from './lane.ts'
import type { Owed } from './owed.ts'
import { Queue } from './queue.ts'
import type { Sender } from './sender.ts'
import { SetAside } from './set-aside.ts'

export interface DispatcherSettings {
  /** For messages. */
  readonly name: string
  /** Batches under way at a time. */
  readonly concurrency: number
  readonly batch: { readonly max_count: number; readonly max_bytes: number }
}

// Where answers come at once, everything happens within one turn of the event loop: after so many starts others get theirs.
const startsPerTurn = 256

/**
 * Starts requests: takes what is ready in batches, as many at a time as the sink may have under way, and none while the
 * sink holds or a partition's lease is not good.
 */
export class Dispatcher {
  readonly #settings: DispatcherSettings
  readonly #sender: Sender
  readonly #ended: (owed: Owed, outcome: Outcome, seconds: number) => void
  readonly #afterBatch: () => void
  readonly #ready = new Queue<Owed>()
  readonly #holds = new Holds(() => this.pump())
  readonly #setAside = new SetAside(owed => this.#again(owed))
  readonly #abort = new AbortController()
  /** open; closing: only what lanes still let go is started; closed: nothing is. */
  #state: 'open' | 'closing' | 'closed' = 'open'
  #inFlight = 0
  #startsThisTurn = 0
  #nextTurn: NodeJS.Immediate | undefined

  /** `ended` is told of each outcome but those of an abort, then `afterBatch` once for the batch. */
  constructor(
    settings: DispatcherSettings,
    sender: Sender,
    ended: (owed: Owed, outcome: Outcome, seconds: number) => void,
    afterBatch: () => void,
  ) {
    this.#settings = settings
    this.#sender = sender
    this.#ended = ended
    this.#afterBatch = afterBatch
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
    const { concurrency } = this.#settings
    while (this.#inFlight < concurrency && this.#ready.size > 0) {
      if (this.#state === 'closed' || this.#holds.active || this.#nextTurn !== undefined) return
      const batch = this.#take()
      if (batch.length === 0) return
      this.#start(batch)
    }
  }

  /** Starts nothing for so many milliseconds. */
  hold(milliseconds: number): void {
    this.#holds.add(milliseconds)
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
    if (this.#holds.active) this.#stop()
    else this.#state = 'closing'
    this.pump()
  }

  /** Gives up waiting for what is under way: only what is acknowledged still counts. */
  abort(): void {
    this.#setAside.stop()
    this.#stop()
    this.#abort.abort(new SluiceError('aborted', `sink ${this.#settings.name}: shutting down`))
  }

  #stop(): void {
    this.#state = 'closed'
    this.#holds.stop()
    clearImmediate(this.#nextTurn)
    this.#nextTurn = undefined
  }

  #again(items: readonly Owed[]): void {
    for (const owed of items) this.#ready.push(owed)
    this.pump()
  }

  /** The next batch: never two of a key, since only the first of a key is ever ready. */
  #take(): Owed[] {
    const { max_count, max_bytes } = this.#settings.batch
    const batch: Owed[] = []
    let bytes = 0
    while (batch.length < max_count) {
      const owed = this.#ready.peek()
      if (owed === undefined || (batch.length > 0 && bytes + owed.bytes > max_bytes)) break
      this.#ready.shift()
      if (owed.offset > owed.lane.last) continue
      if (!owed.lane.tenure.mayStart()) {
        if (this.#state === 'open') this.#setAside.add(owed)
        continue
      }
      bytes += owed.bytes
      batch.push(owed)
    }
    return batch
  }

  #start(batch: readonly Owed[]): void {
    this.#inFlight++
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
    this.#afterBatch()
  }

  #send(batch: readonly Owed[]): Promise<readonly Outcome[]> {
    try {
      return this.#sender.send(batch, this.#abort.signal)
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
    for (let at = 0; at < batch.length; at++) {
      const outcome = outcomes[at]!
      // After an abort the rest may have failed because of it.
      if (!aborted || outcome.kind === 'delivered') this.#ended(batch[at]!, outcome, seconds)
    }
    this.pump()
    this.#afterBatch()
  }
}
