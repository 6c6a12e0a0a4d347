import type { Delivery, Event, Json, Match, Outcome, Sink } from '../types.ts'
import { now } from './clock.ts'
import type { EventWork, Work } from './owed.ts'

/** Gets a batch to the other side: through a sink's adapter, or, for `undecodable`, into the dead letters. */
export interface Sender {
  /** One outcome each, in the same order; a throw means retry all; rejects with `signal.reason` when it aborts. */
  send(batch: readonly Attempt[], signal: AbortSignal): Promise<readonly Outcome[]>
}

/** One attempt at one piece of work. `number` counts from 1. */
export interface Attempt {
  readonly work: Work
  readonly number: number
  /** Milliseconds since the epoch; 0 before the first failure. */
  readonly firstFailure: number
  /** Kept between attempts: set by the first that needs it, empty until then. */
  egressId: string
}

/** What it takes to put an event into its envelope for one sink. */
export interface Wrapping {
  readonly sink: string
  /** Egress id of a source id at this sink. */
  egressId(sourceId: string): string
  /** The envelope's bytes; `at` is the time of the attempt in milliseconds with microseconds as its fraction. */
  envelope(event: Event, egressId: string, at: number, actionData: ActionData | undefined): Buffer
}

type ActionData = { readonly [name: string]: Json }

/** Sends through an adapter: wraps each event at each attempt, since the envelope says when it left. */
export function adapterSender(sink: Sink, wrapping: Wrapping): Sender {
  return {
    // No async function: a batch of one costs one promise less per request.
    send(batch, signal) {
      const at = now()
      return sink.send(
        batch.map(attempt => new WrappedDelivery(attempt, wrapping, at)),
        signal,
      )
    },
  }
}

function eventWork(work: Work): EventWork {
  if (!('event' in work)) throw new Error('a record that is no event was offered to a sink')
  return work
}

class WrappedDelivery implements Delivery {
  readonly event: Event
  readonly sink: string
  readonly egressId: string
  readonly attempt: number
  readonly body: Buffer
  readonly replayId = undefined
  readonly #match: Match

  constructor(attempt: Attempt, wrapping: Wrapping, at: number) {
    const { event, match } = eventWork(attempt.work)
    if (attempt.egressId === '') attempt.egressId = wrapping.egressId(event.sourceId)
    this.event = event
    this.sink = wrapping.sink
    this.egressId = attempt.egressId
    this.attempt = attempt.number
    this.#match = match
    this.body = wrapping.envelope(event, attempt.egressId, at, actionDataOf(match, wrapping.sink))
  }

  get dedupId(): string {
    return this.egressId
  }

  get rules(): readonly string[] {
    return this.#match.rules.filter(rule => rule.sinks.includes(this.sink)).map(rule => rule.name)
  }

  get traceparent(): string | undefined {
    return this.event.record.headers.find(header => header.name === 'traceparent')?.value.toString('latin1')
  }
}

/** The action data of all rules that want the event at this sink; of a key that several set, the first rule's value. */
function actionDataOf(match: Match, sink: string): ActionData | undefined {
  let merged: ActionData | undefined
  for (const rule of match.rules)
    if (rule.actionData !== undefined && rule.sinks.includes(sink)) merged = { ...rule.actionData, ...merged }
  return merged
}
