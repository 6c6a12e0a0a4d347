import type { Logger, Outcome, SinkMeter, Tenure } from '../types.ts'
import { logAttempt } from './attempt-line.ts'
import { type Burial, burialOf, type Failure } from './burial.ts'
import { Burials } from './burials.ts'
import { Dispatcher } from './dispatcher.ts'
import { KeyLocks } from './key-locks.ts'
import { Lane, type LaneOptions } from './lane.ts'
import type { Memory } from './memory.ts'
import { Owed, sizeOf, type Work } from './owed.ts'
import type { Progress } from './progress.ts'
import { delayAfter, givenUp, holdFor, type RetrySettings } from './retry.ts'
import type { Sender } from './sender.ts'
import { Window } from './window.ts'

export interface OutboxSettings {
  readonly name: string
  readonly order: 'key' | 'none'
  /** Unsettled deliveries of all lanes together. */
  readonly window: { readonly count: number; readonly bytes: number }
  /** Batches under way at a time. */
  readonly concurrency: number
  readonly retry: RetrySettings
  readonly batch: { readonly max_count: number; readonly max_bytes: number }
  /** Offsets that a lane may go on past a record that is not settled. */
  readonly span: number
  /** By configuration, which wins over operators. */
  readonly paused?: boolean
}

export interface OutboxParts {
  readonly sender: Sender
  /** Writes the dead letter; resolves once it is durable. Undefined where nothing is ever given up (`undecodable`). */
  readonly bury: ((burial: Burial) => Promise<void>) | undefined
  readonly memory: Memory
  readonly progress: Progress
  readonly meter: SinkMeter
  readonly logger: Logger
  /** A copy of the work that does not hold on to the fetch it came in; for what has to wait. */
  readonly detach: (work: Work) => Work
  /** 0 … 1; for jitter. */
  readonly random: () => number
}

/** What an outbox looks like from outside, for metrics. */
export interface OutboxState {
  /** Requests under way. */
  readonly inFlight: number
  /** Deliveries taken and not settled, and their bytes. */
  readonly count: number
  readonly bytes: number
  /** Why an operator has to look. */
  readonly alarm: string | undefined
  /** When the oldest unsettled one was taken; milliseconds since the epoch. */
  readonly oldest: number | undefined
}

/**
 * Everything about getting deliveries to one sink: takes what the reader offers, sends at most one request per key at a
 * time, tries again what fails, and settles each as delivered or as a durable dead letter. Never throws to its caller.
 */
export class Outbox {
  readonly settings: OutboxSettings
  readonly #parts: OutboxParts
  readonly #window: Window
  readonly #lanes = new Set<Lane>()
  readonly #dispatcher: Dispatcher
  readonly #locks = new KeyLocks()
  readonly #burials: Burials | undefined
  readonly #quiet: (() => void)[] = []
  #stopped = false
  #pausedByOperator = false
  #alarm: string | undefined

  constructor(settings: OutboxSettings, parts: OutboxParts) {
    const { sender, bury, memory, meter, logger, random } = parts
    this.settings = settings
    this.#parts = parts
    this.#window = new Window(settings.window, memory)
    this.#burials = bury && new Burials({ write: bury, meter, logger, random })
    this.#dispatcher = new Dispatcher(
      settings,
      sender,
      (owed, outcome, seconds) => this.#outcome(owed, outcome, seconds),
      () => this.#tellQuiet(),
    )
  }

  get name(): string {
    return this.settings.name
  }

  get state(): OutboxState {
    let oldest: number | undefined
    for (const { track } of this.#lanes) {
      const since = track.first?.takenAt
      if (since !== undefined && (oldest === undefined || since < oldest)) oldest = since
    }
    const { count, bytes } = this.#window
    return {
      inFlight: this.#dispatcher.inFlight,
      count,
      bytes,
      alarm: this.#burials?.alarm ?? this.#alarm,
      oldest,
    }
  }

  /** Nothing is taken or started: by configuration, or by an operator. */
  get paused(): boolean {
    return this.#pausedByOperator || this.settings.paused === true
  }

  /** Whether an operator paused it, which has to outlive restarts and owners. */
  get pausedByOperator(): boolean {
    return this.#pausedByOperator
  }

  /** An operator's pause: what is unsent is shed, what is under way may still settle. */
  set pausedByOperator(paused: boolean) {
    this.#pausedByOperator = paused
    if (this.paused) this.#shedAll()
    else this.#window.wake()
  }

  /** A lane for a tenure in which the sink stands at `from`. */
  open(tenure: Tenure, from: number, options: LaneOptions = {}): Lane {
    const { topic, partition } = tenure
    const logger = this.#parts.logger.child({ sink: this.name, topic, partition })
    const lane = new Lane(tenure, from, logger, options)
    this.#lanes.add(lane)
    return lane
  }

  /** Whether it is worth reading for it now, in a lane that is not `stuck`. Once it is not, `whenRoom` tells of a change. */
  get available(): boolean {
    return this.#admits && !this.#window.full
  }

  /** Whether the lane can take this record now. */
  hasRoom(lane: Lane, record: Work['record']): boolean {
    if (!this.#admits || !this.#window.fits(sizeOf(record))) return false
    const first = lane.track.first
    if (first === undefined || record.offset - first.offset < this.settings.span) return true
    lane.heldBy = first
    return false
  }

  /**
   * Has `listener` called, at most once in a turn, whenever there may be room where there was none. While there is room
   * already it may be called for nothing: listen while it is behind only. The function it gives ends the listening.
   */
  whenRoom(listener: () => void): () => void {
    return this.#window.bell.listen(listener)
  }

  /** Resolves when it is worth asking `hasRoom` again. */
  roomed(lane: Lane): Promise<void> {
    return this.#window.wait(lane)
  }

  /** Takes a record: from now on it is owed. To be called with offsets rising, and only where there is room. */
  offer(lane: Lane, work: Work, key: string | undefined): void {
    const owed = new Owed(lane, work, this.settings.order === 'key' ? key : undefined, Date.now())
    this.#window.take(lane, owed.bytes)
    this.#parts.meter.taken()
    lane.add(owed)
    if (owed.key !== undefined) {
      const before = lane.tails.get(owed.key) ?? this.#locks.holder(owed)
      lane.tails.set(owed.key, owed)
      if (before !== undefined) {
        before.following = owed
        if (before.detached) owed.detach(this.#parts.detach) // it will wait as long
        return
      }
    }
    this.#dispatcher.push(owed)
    this.#dispatcher.pump()
  }

  /**
   * Forgets everything unsent of the lane, unsettled. Gives the lowest offset forgotten, where reading for it has to go
   * back to (never forward); undefined where there was nothing.
   */
  shed(lane: Lane): number | undefined {
    const forgotten = lane.forgetUnsent()
    if (forgotten.length === 0) return undefined
    this.#dispatcher.drop(lane)
    for (const owed of forgotten) this.#forget(owed)
    this.#parts.meter.shed(forgotten.length)
    return forgotten[0]?.offset
  }

  /** The lane's tenure has ended: what it held is forgotten unsettled; requests under way keep their keys locked. */
  drop(lane: Lane): void {
    lane.ended = true
    this.#lanes.delete(lane)
    let forgotten = 0
    for (const owed of lane.track) {
      if (owed.state === 'settled') continue
      forgotten++
      if (owed.state === 'wire') {
        owed.following = undefined
        this.#window.give(owed.bytes)
        this.#locks.lock(owed)
      } else this.#forget(owed)
    }
    lane.track.clear()
    lane.tails.clear()
    this.#dispatcher.drop(lane)
    if (forgotten > 0) this.#parts.meter.shed(forgotten)
    this.#window.wake()
  }

  /**
   * Starts nothing more, but what stands before something that has gone already (see `Lane.close`); `idle` then resolves
   * once that and what is under way has ended. Idempotent.
   */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    for (const lane of this.#lanes) lane.close()
    this.#dispatcher.close()
    this.#burials?.stop()
    this.#window.wake()
    this.#tellQuiet()
  }

  /** Resolves once no request and no dead letter is under way. */
  idle(): Promise<void> {
    return new Promise(resolve => {
      this.#quiet.push(resolve)
      this.#tellQuiet()
    })
  }

  /** Gives up waiting for what is under way: it is neither delivered nor failed. */
  abort(): void {
    this.stop()
    this.#dispatcher.abort()
  }

  /** Neither stopped, nor paused. */
  get #admits(): boolean {
    return !this.#stopped && !this.paused
  }

  #shedAll(): void {
    for (const lane of this.#lanes) {
      const next = this.shed(lane)
      if (next !== undefined) lane.onShed?.(lane, next)
    }
  }

  #forget(owed: Owed): void {
    clearTimeout(owed.timer)
    owed.state = 'dropped'
    owed.following = undefined
    owed.forget()
    this.#window.give(owed.bytes)
  }

  #tellQuiet(): void {
    if (this.#quiet.length === 0 || !this.#dispatcher.quiet || (this.#burials?.pending ?? 0) > 0) return
    for (const resolve of this.#quiet.splice(0)) resolve()
  }

  #outcome(owed: Owed, outcome: Outcome, seconds: number): void {
    const { meter } = this.#parts
    const now = Date.now()
    owed.attempts++
    meter.attempted(outcome.kind, outcome.kind === 'delivered' ? '' : outcome.class, seconds)
    if (owed.lane.ended) {
      logAttempt(owed, outcome, seconds, { late: true })
      owed.forget()
      this.#locks.unlock(owed)
      this.#release(owed)
    } else if (outcome.kind === 'delivered') {
      this.#alarm = undefined
      logAttempt(owed, outcome, seconds, {})
      meter.delivered(Math.max(0, now - owed.work.record.timestamp) / 1000)
      this.#settle(owed)
    } else this.#notDelivered(owed, outcome, seconds, now)
  }

  #notDelivered(owed: Owed, outcome: Failure, seconds: number, now: number): void {
    const { retry } = this.settings
    if (owed.firstFailure === 0) owed.firstFailure = now
    if (!owed.detached)
      for (let each: Owed | undefined = owed; each !== undefined; each = each.following)
        each.detach(this.#parts.detach)
    if (outcome.kind === 'retry' && outcome.alarm === true) this.#alarm = outcome.reason
    if (outcome.kind === 'retry' && this.#stopped) {
      // Not given up either, however long it has failed: what it needs may be shutting down with us.
      logAttempt(owed, outcome, seconds, {})
      owed.state = 'waiting'
      owed.lane.leave(owed)
      return
    }
    if (outcome.kind === 'retry' && this.paused) {
      logAttempt(owed, outcome, seconds, {})
      owed.state = 'waiting'
      this.#shedAll()
      return
    }
    const why = outcome.kind === 'refused' ? 'refused' : givenUp(owed, retry, now)
    if (why !== undefined && this.#burials !== undefined) {
      logAttempt(owed, outcome, seconds, { givenUp: why })
      this.#bury(owed, burialOf(this.name, owed, outcome, why, now), this.#burials)
      return
    }
    const hold = outcome.kind === 'retry' ? holdFor(outcome.wait, retry) : 0
    if (hold > 0) this.#dispatcher.hold(hold)
    const delay = Math.max(delayAfter(owed.attempts, retry, this.#parts.random()), hold)
    logAttempt(owed, outcome, seconds, { retryIn: delay })
    owed.state = 'backoff'
    owed.timer = setTimeout(() => {
      owed.timer = undefined
      owed.state = 'waiting'
      this.#dispatcher.push(owed)
      this.#dispatcher.pump()
    }, delay)
  }

  async #bury(owed: Owed, burial: Burial, burials: Burials): Promise<void> {
    owed.state = 'burying'
    const durable = await burials.untilDurable(burial, () => !owed.lane.ended)
    if (durable && !owed.lane.ended) {
      this.#parts.meter.deadLettered(burial.stage)
      this.#settle(owed)
      this.#dispatcher.pump()
    }
    this.#tellQuiet()
  }

  #settle(owed: Owed): void {
    owed.state = 'settled'
    owed.forget()
    owed.lane.advance()
    if (owed.lane.heldBy === owed) this.#window.bell.ring()
    this.#window.give(owed.bytes)
    if (owed.key !== undefined && owed.lane.tails.get(owed.key) === owed) owed.lane.tails.delete(owed.key)
    this.#release(owed)
    this.#parts.progress.settled()
  }

  /** Unlocks its key: the next of it may go. */
  #release(owed: Owed): void {
    const next = owed.following
    owed.following = undefined
    if (next?.state === 'waiting') this.#dispatcher.push(next)
  }
}
