import type { Tenure } from '../types.ts'
import { Admission } from './admission.ts'
import { Breaker, type BreakerState } from './breaker.ts'
import { Burials } from './burials.ts'
import { Concurrency } from './concurrency.ts'
import { Dispatcher } from './dispatcher.ts'
import { Health } from './health.ts'
import { KeyLocks } from './key-locks.ts'
import type { Lane, LaneOptions } from './lane.ts'
import { Lanes } from './lanes.ts'
import { Owed, sizeOf, type Work } from './owed.ts'
import { Rate } from './rate.ts'
import { Settlement } from './settlement.ts'
import type { OutboxParts, OutboxSettings, OutboxState } from './types.ts'
import { Window } from './window.ts'

const lively = 1_000 // ms

/**
 * Everything about getting deliveries to one sink: takes what the reader offers, sends at most one request per key at a
 * time, tries again what fails, and settles each as delivered or as a durable dead letter. Never throws to its caller.
 */
export class Outbox {
  readonly settings: OutboxSettings
  readonly #parts: OutboxParts
  readonly #window: Window
  readonly #lanes: Lanes
  readonly #admission: Admission
  readonly #concurrency: Concurrency
  readonly #dispatcher: Dispatcher
  readonly #settlement: Settlement
  readonly #locks = new KeyLocks()
  readonly #quiet: (() => void)[] = []
  #offAir = false

  constructor(settings: OutboxSettings, parts: OutboxParts) {
    const { sender, bury, memory, meter, logger, random } = parts
    const { name, retry } = settings
    this.settings = settings
    this.#parts = parts
    this.#window = new Window(settings.window, memory)
    const breaker = new Breaker(settings.breaker, {
      initial: retry.initial,
      random,
      send: owed => this.#send(owed),
      changed: state => this.#breakerChanged(state),
    })
    const unblocked = () => this.#window.wake()
    const burials = bury && new Burials({ write: bury, meter, logger, random, unblocked })
    this.#admission = new Admission(breaker, burials, settings.paused)
    this.#concurrency = new Concurrency(settings.concurrency)
    const health = new Health({
      breaker,
      concurrency: this.#concurrency,
      retry,
      random,
      holding: () => this.#dispatcher.holding,
      hold: milliseconds => this.#dispatcher.hold(milliseconds),
    })
    this.#dispatcher = new Dispatcher({
      name,
      batch: settings.batch,
      sender,
      concurrency: this.#concurrency,
      rate: settings.rate > 0 ? new Rate(settings.rate) : undefined,
      ended: (owed, outcome, seconds) => this.#settlement.ended(owed, outcome, seconds),
      answered: (batch, outcomes, startedAt) => health.answered(batch, outcomes, startedAt),
      calmed: () => this.#tellQuiet(),
    })
    this.#settlement = new Settlement({
      sink: name,
      retry,
      admission: this.#admission,
      window: this.#window,
      locks: this.#locks,
      dispatcher: this.#dispatcher,
      progress: parts.progress,
      meter,
      logger,
      detach: parts.detach,
      random,
      giveBack: lane => this.#lanes.giveBack(lane),
      buried: () => this.#tellQuiet(),
    })
    this.#lanes = new Lanes({
      sink: name,
      window: this.#window,
      dispatcher: this.#dispatcher,
      settlement: this.#settlement,
      breaker,
      locks: this.#locks,
      meter,
      logger,
    })
  }

  get name(): string {
    return this.settings.name
  }

  get state(): OutboxState {
    const { breaker, burials, paused } = this.#admission
    const refuses = breaker.refusesAll ? `it refuses everything: ${breaker.reason}` : undefined
    return {
      inFlight: this.#dispatcher.inFlight,
      concurrency: this.#concurrency.allowed,
      count: this.#window.count,
      bytes: this.#window.bytes,
      failing: this.#settlement.failing,
      breaker: breaker.state,
      paused: paused || this.#lanes.paused,
      holding: this.#dispatcher.holding,
      alarm: burials?.alarm ?? this.#settlement.alarm ?? refuses,
      oldest: this.#lanes.oldest,
    }
  }

  /** Nothing is taken or started, by configuration. Operators pause lanes. */
  get paused(): boolean {
    return this.#admission.paused
  }

  /** It settled something in the last second: worth waiting for. */
  get lively(): boolean {
    return Date.now() - this.#settlement.settledAt < lively
  }

  /** A lane for a tenure in which the sink stands at `from`. */
  open(tenure: Tenure, from: number, options: LaneOptions = {}): Lane {
    return this.#lanes.open(tenure, from, options)
  }

  /** Whether it is worth reading for it now, in a lane that is not `stuck`. Once it is not, `whenRoom` tells of a change. */
  get available(): boolean {
    return this.#admission.takes && !this.#window.full
  }

  /** Whether the lane can take this record now. */
  hasRoom(lane: Lane, record: Work['record']): boolean {
    if (!this.#admission.takes || lane.paused || !this.#window.fits(sizeOf(record))) return false
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

  /** Takes a record: from now on it is owed. To be called with offsets rising but for a shed, and only where there is room. */
  offer(lane: Lane, work: Work, key: string | undefined): void {
    const owed = new Owed(lane, lane.asked(work), this.settings.order === 'key' ? key : undefined, Date.now())
    this.#window.take(owed.bytes)
    this.#parts.meter.taken()
    lane.add(owed)
    this.#settlement.taken(owed)
    const chained = this.#chain(owed)
    if (this.#admission.breaker.taken(owed, chained)) this.#send(owed)
  }

  /**
   * Forgets everything unsent of the lane, unsettled. Gives the lowest offset forgotten, where reading for it has to go
   * back to (never forward); undefined where there was nothing.
   */
  shed(lane: Lane): number | undefined {
    return this.#lanes.shed(lane)
  }

  /** The lane's tenure is about to end: see `Lane.close`. */
  close(lane: Lane): void {
    lane.close()
    this.#dispatcher.pump()
  }

  /** The lane's tenure has ended: what it held is forgotten unsettled; requests under way keep their keys locked. */
  drop(lane: Lane): void {
    this.#lanes.drop(lane)
  }

  /**
   * Starts nothing more, but what stands before something that has gone already (see `Lane.close`); `idle` then resolves
   * once that and what is under way has ended. Idempotent.
   */
  stop(): void {
    if (this.#admission.stopped) return
    this.#admission.stopped = true
    this.#admission.breaker.stop()
    this.#lanes.close()
    this.#dispatcher.close()
    this.#admission.burials?.stop()
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

  /** Has it wait for the one before it of its key, or for its own request of an earlier tenure, if there is one. */
  #chain(owed: Owed): boolean {
    const { lane, key } = owed
    const before = (key === undefined ? undefined : lane.tails.get(key)) ?? this.#locks.holder(owed)
    if (key !== undefined) lane.tails.set(key, owed)
    if (before === undefined) return false
    before.following = owed
    if (before.detached) owed.detach(this.#parts.detach) // it will wait as long
    return true
  }

  #send(owed: Owed): void {
    this.#dispatcher.push(owed)
    this.#dispatcher.pump()
  }

  #breakerChanged(state: BreakerState): void {
    const { logger } = this.#parts
    const { breaker, stopped } = this.#admission
    const fields = { sink: this.name, reason: breaker.reason }
    if (state === 'closed') logger.info({ sink: this.name }, 'breaker.closed')
    else if (!this.#offAir) logger.warn(fields, 'breaker.open')
    else if (state === 'open') logger.debug(fields, 'breaker.probe_failed')
    this.#offAir = state !== 'closed'
    if (state !== 'open') this.#window.wake()
    else if (!stopped) this.#lanes.giveAllBack() // a drain leaves its lanes as they are
  }

  #tellQuiet(): void {
    const { burials } = this.#admission
    if (this.#quiet.length === 0 || !this.#dispatcher.quiet || (burials?.pending ?? 0) > 0) return
    for (const resolve of this.#quiet.splice(0)) resolve()
  }
}
