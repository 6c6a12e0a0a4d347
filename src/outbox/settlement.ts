import type { Logger, Outcome, SinkMeter } from '../types.ts'
import type { Admission } from './admission.ts'
import { logAttempt } from './attempt-line.ts'
import { burialOf, type Failure } from './burial.ts'
import type { Burials } from './burials.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { KeyLocks } from './key-locks.ts'
import type { Lane } from './lane.ts'
import type { Owed, Work } from './owed.ts'
import type { Progress } from './progress.ts'
import { delayAfter, givenUp, holdFor, type RetrySettings } from './retry.ts'
import { asksToWait } from './verdict.ts'
import type { Window } from './window.ts'

export interface SettlementParts {
  readonly sink: string
  readonly retry: RetrySettings
  readonly admission: Admission
  readonly window: Window
  readonly locks: KeyLocks
  readonly dispatcher: Dispatcher
  readonly progress: Progress
  readonly meter: SinkMeter
  readonly logger: Logger
  readonly detach: (work: Work) => Work
  readonly random: () => number
  /** Sheds a lane, and tells its reader. */
  readonly giveBack: (lane: Lane) => void
  /** A dead letter was written, or given up for now. */
  readonly buried: () => void
}

/** What becomes of a delivery after an attempt: it is settled, or tried again, or buried. */
export class Settlement {
  readonly #parts: SettlementParts
  #delivered = 0
  #failing = 0
  #settledAt = 0
  #alarm: string | undefined

  constructor(parts: SettlementParts) {
    this.#parts = parts
  }

  /** How many the sink has delivered. */
  get delivered(): number {
    return this.#delivered
  }

  /** How many have failed at least once and are held. */
  get failing(): number {
    return this.#failing
  }

  /** When the last one was settled; milliseconds since the epoch. */
  get settledAt(): number {
    return this.#settledAt
  }

  /** What an operator has to look at, by the sink's own word. */
  get alarm(): string | undefined {
    return this.#alarm
  }

  /** An attempt ended so. Its number, and the clock of `max_elapsed`, count only while the sink is on the air. */
  ended(owed: Owed, outcome: Outcome, seconds: number): void {
    const { meter, admission, locks } = this.#parts
    const now = Date.now()
    const { lane } = owed
    const counts = outcome.kind !== 'retry' || (admission.keeps && !lane.paused && !asksToWait(outcome))
    if (counts) owed.attempts++
    meter.attempted(outcome.kind, outcome.kind === 'delivered' ? '' : outcome.class, seconds)
    if (lane.ended) {
      logAttempt(owed, outcome, seconds, { late: true })
      owed.forget()
      locks.unlock(owed)
      this.#release(owed)
    } else if (outcome.kind === 'delivered') {
      this.#delivered++
      this.#alarm = undefined
      logAttempt(owed, outcome, seconds, {})
      meter.delivered(Math.max(0, now - owed.work.record.timestamp) / 1000, owed.attempts)
      this.#settle(owed, now)
    } else this.#notDelivered(owed, outcome, seconds, now)
  }

  /** A delivery was forgotten unsettled. */
  forgotten(owed: Owed): void {
    if (owed.firstFailure > 0) this.#failing--
  }

  /** A delivery was taken, maybe with failures behind it. */
  taken(owed: Owed): void {
    owed.others = this.#delivered
    if (owed.firstFailure > 0) this.#failing++
  }

  #notDelivered(owed: Owed, outcome: Failure, seconds: number, now: number): void {
    const { admission, sink, dispatcher, retry, random } = this.#parts
    this.#failed(owed, now)
    if (outcome.kind === 'retry' && outcome.alarm === true) this.#alarm = outcome.reason
    const { lane } = owed
    if (outcome.kind === 'retry' && (admission.stopped || lane.paused || !admission.keeps)) {
      // Not given up either, however long it has failed: what it needs may be shutting down with us.
      logAttempt(owed, outcome, seconds, {})
      owed.state = 'waiting'
      if (admission.stopped) lane.leave(owed)
      else this.#parts.giveBack(lane)
      return
    }
    const why = this.#whyGivenUp(owed, outcome, now)
    owed.others = this.#delivered
    if (why !== undefined && admission.burials !== undefined) {
      logAttempt(owed, outcome, seconds, { givenUp: why })
      this.#bury(owed, burialOf(sink, owed, outcome, why, now), admission.burials)
      return
    }
    const wait = outcome.kind === 'retry' ? holdFor(outcome.wait, retry) : 0
    const delay = Math.max(delayAfter(Math.max(1, owed.attempts), retry, random()), wait)
    logAttempt(owed, outcome, seconds, { retryIn: delay })
    owed.state = 'backoff'
    owed.timer = setTimeout(() => {
      owed.timer = undefined
      owed.state = 'waiting'
      dispatcher.push(owed)
      dispatcher.pump()
    }, delay)
  }

  /** It will wait for longer than its fetch is worth keeping, and so will what follows it. */
  #failed(owed: Owed, now: number): void {
    const { detach } = this.#parts
    if (owed.firstFailure === 0) {
      owed.firstFailure = now
      owed.stoodStill = owed.lane.stoodStill
      this.#failing++
    }
    if (!owed.detached)
      for (let each: Owed | undefined = owed; each !== undefined; each = each.following) each.detach(detach)
  }

  /** Refused, or it failed for long enough while the sink delivered others: what fails like all others is not to blame. */
  #whyGivenUp(owed: Owed, outcome: Failure, now: number): string | undefined {
    if (outcome.kind === 'refused') return 'refused'
    if (owed.others === this.#delivered) return undefined
    const stoodStill = owed.lane.stoodStill - owed.stoodStill
    return givenUp(owed.attempts, now - owed.firstFailure - stoodStill, this.#parts.retry)
  }

  async #bury(owed: Owed, burial: ReturnType<typeof burialOf>, burials: Burials): Promise<void> {
    const { meter, dispatcher, buried } = this.#parts
    owed.state = 'burying'
    const durable = await burials.untilDurable(burial, () => !owed.lane.ended)
    if (durable && !owed.lane.ended) {
      meter.deadLettered(burial.stage, owed.attempts)
      this.#settle(owed, Date.now())
      dispatcher.pump()
    }
    buried()
  }

  #settle(owed: Owed, now: number): void {
    const { window, progress } = this.#parts
    const { lane, key } = owed
    owed.state = 'settled'
    this.#settledAt = now
    if (owed.firstFailure > 0) this.#failing--
    owed.forget()
    lane.advance()
    if (lane.heldBy === owed) window.bell.ring()
    window.give(owed.bytes)
    if (key !== undefined && lane.tails.get(key) === owed) lane.tails.delete(key)
    this.#release(owed)
    progress.settled()
  }

  /** Unlocks its key: the next of it may go. */
  #release(owed: Owed): void {
    const next = owed.following
    owed.following = undefined
    if (next?.state === 'waiting') this.#parts.dispatcher.push(next)
  }
}
