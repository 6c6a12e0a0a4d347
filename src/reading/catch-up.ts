import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Outbox } from '../outbox/outbox.ts'
import type { Laggard } from './laggard.ts'
import type { Places } from './places.ts'
import { Ride, type RideParts } from './ride.ts'
import { Signal } from './signal.ts'

export interface CatchUpParts extends RideParts {
  /** Reading again has failed for good. */
  readonly failed: (error: unknown) => void
  /** Heads that left room for a laggard need not do so any more. */
  readonly released: () => void
}

const turnLength = 1_000 // ms; then another laggard has its turn, if one waits
const mostRides = 4 // that wait for room with a fetch in hand: laggards that take turns would else fetch it again each time
const keptFor = 1_000 // ms that they wait
const mostPassedOver = 3 // then heads leave room for it

/** A laggard, and where it stands. */
interface Chosen {
  readonly places: Places
  readonly laggard: Laggard
}

/**
 * Reads again for all sinks that were left behind, one ride at a time for all partitions of a read: so what it holds is
 * bounded, however many lag. Only those that have room are read for, in turns of a second: whoever was served least
 * recently is next.
 */
export class CatchUp {
  readonly #parts: CatchUpParts
  readonly #partitions = new Set<Places>()
  readonly #changed = new Signal()
  #reserved = new Set<Outbox>()
  /** Those that can go on, the one of the present turn last. */
  readonly #rides: Ride[] = []
  #letGo: NodeJS.Timeout | undefined
  #turn = 0
  #turnEnd: NodeJS.Timeout | undefined
  #isTurnOver = true
  #running = Promise.resolve()
  /** Offsets that a fetch brings: laggards nearer than that share a turn. */
  #reach = 500
  #state: 'new' | 'running' | 'stopped' = 'new'

  constructor(parts: CatchUpParts) {
    this.#parts = parts
  }

  /** Reads for the laggards of this partition too, until its tenure ends. */
  add(places: Places): void {
    this.#partitions.add(places)
    places.onLaggard = () => this.#changed.ring()
    if (this.#state === 'new') {
      this.#state = 'running'
      this.#running = this.#run()
    }
    this.#changed.ring()
  }

  /** Every tenure has ended. */
  clear(): void {
    this.#partitions.clear()
    this.#reserved.clear()
    this.#close()
    this.#changed.ring()
  }

  /** Reads nothing more; resolves once it is at rest. Idempotent. */
  stop(): Promise<void> {
    this.#state = 'stopped'
    this.#close()
    this.#changed.ring()
    return this.#running
  }

  /** Whether a laggard of this sink was passed over so often that the heads leave room for it. */
  isReserved(outbox: Outbox): boolean {
    return this.#reserved.size > 0 && this.#reserved.has(outbox)
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    while (this.#state !== 'stopped') {
      const chosen = this.#choose()
      if (chosen === undefined) {
        this.#letGo ??= setTimeout(() => this.#close(), keptFor)
        await this.#changed.wait()
        await nextTurn() // heads that were woken as well go first, and no two wake each other in one turn
        continue
      }
      clearTimeout(this.#letGo)
      this.#letGo = undefined
      try {
        await this.#serve(chosen)
      } catch (error) {
        this.#close()
        this.#parts.failed(error)
      }
      await nextTurn()
    }
  }

  async #serve({ places, laggard }: Chosen): Promise<void> {
    const from = this.#company(places, laggard.next)
    const ride = this.#rideFrom(places, from)
    await ride.run(
      from,
      this.#turn,
      () => this.#state === 'running' && !(this.#isTurnOver && this.#someoneWaits()),
    )
    if (ride.isClosed) this.#forget(ride)
    else this.#reach = ride.reach
  }

  /** One that can go on there, or a new one. */
  #rideFrom(places: Places, from: number): Ride {
    const kept = this.#rides.find(ride => ride.places === places && ride.covers(from))
    if (kept !== undefined) this.#forget(kept)
    else if (this.#rides.length === mostRides) this.#rides.shift()?.close()
    const ride = kept ?? new Ride(places, from, this.#parts)
    this.#rides.push(ride)
    return ride
  }

  #forget(ride: Ride): void {
    const at = this.#rides.indexOf(ride)
    if (at >= 0) this.#rides.splice(at, 1)
  }

  #beginTurn(): void {
    this.#turn++
    this.#isTurnOver = false
    clearTimeout(this.#turnEnd)
    this.#turnEnd = setTimeout(() => {
      this.#isTurnOver = true
      this.#reserve(new Set())
      const ride = this.#rides.at(-1)
      if (ride?.isFetching === true && this.#someoneWaits()) ride.close()
      else if (this.#rides.length > 0) this.#turnEnd?.refresh()
    }, turnLength)
  }

  /** Who is read for next; undefined where nobody has room. */
  #choose(): Chosen | undefined {
    this.#look()
    const present = this.#isTurnOver ? undefined : this.#rides.at(-1)
    let next: Chosen | undefined
    for (const [places, laggard] of this.#laggards()) {
      if (!this.#isReady(places, laggard)) continue
      if (laggard.next < places.read) {
        if (present?.places === places && present.covers(laggard.next)) return { places, laggard }
        if (next === undefined || isBefore(laggard, next.laggard)) next = { places, laggard }
      } else if (!this.#reserved.has(laggard.outbox) || laggard.passedOver >= mostPassedOver) {
        this.#reserved.delete(laggard.outbox)
        places.arrive(laggard)
      }
    }
    if (next !== undefined) this.#beginTurn()
    return next
  }

  /** Finds out who has no room although it was told of some, and for whom the heads have to leave it. */
  #look(): void {
    const reserved = new Set<Outbox>()
    for (const [places, laggard] of this.#laggards()) {
      const { outbox } = laggard
      if (places.isPaused(outbox)) laggard.passedOver = 0
      else if (!laggard.isListening && !places.isReady(outbox)) {
        laggard.listen()
        laggard.passedOver = outbox.available ? 0 : laggard.passedOver + 1
      }
      if (laggard.passedOver >= mostPassedOver) reserved.add(outbox)
    }
    this.#reserve(reserved)
  }

  #reserve(reserved: Set<Outbox>): void {
    const released = [...this.#reserved].some(outbox => !reserved.has(outbox))
    this.#reserved = reserved
    if (released) this.#parts.released()
  }

  /** Where a ride for a laggard begins: with the lowest that shares its turn. */
  #company(places: Places, next: number): number {
    let from = next
    for (const laggard of places.laggards.values())
      if (laggard.next < from && laggard.next >= next - this.#reach && this.#isReady(places, laggard))
        from = laggard.next
    return from
  }

  /** Whether somebody has room whom the present ride does not carry. */
  #someoneWaits(): boolean {
    for (const [places, laggard] of this.#laggards())
      if (laggard.carrier === undefined && this.#isReady(places, laggard)) return true
    return false
  }

  #isReady(places: Places, laggard: Laggard): boolean {
    return !laggard.isListening && places.isReady(laggard.outbox) && !places.isAhead()
  }

  *#laggards(): Generator<readonly [Places, Laggard]> {
    for (const places of this.#partitions)
      if (!places.ended && !places.tenure.ended)
        for (const laggard of places.laggards.values()) yield [places, laggard]
  }

  #close(): void {
    clearTimeout(this.#letGo)
    clearTimeout(this.#turnEnd)
    this.#letGo = undefined
    this.#isTurnOver = true
    for (const ride of this.#rides.splice(0)) ride.close()
  }
}

function isBefore(a: Laggard, b: Laggard): boolean {
  return a.served < b.served || (a.served === b.served && a.next < b.next)
}
