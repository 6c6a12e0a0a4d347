import { messageOf, SluiceError } from '../errors.ts'
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

/** What it takes to make the body that an event has at one sink. */
export interface Wrapping {
  readonly sink: string
  /** Egress id of a source id at this sink. */
  egressId(sourceId: string): string
  /** The event's message with action data in its `data`; its own bytes where there is none. */
  message(event: Event, actionData: ActionData | undefined): Buffer
  /**
   * The body in the sink's shape; `at` is the time of the attempt in milliseconds with microseconds as its fraction.
   * @throws SluiceError `template_failed`, `too_large`: it will never be made.
   */
  body(delivery: Unwrapped, at: number): Body
}

/** A delivery whose body is still to be made. */
export type Unwrapped = Omit<Delivery, 'body' | 'contentType' | 'cloudEvent'>

/** A body, and what has to be said beside it. */
export type Body = Pick<Delivery, 'body' | 'contentType' | 'cloudEvent'>

type ActionData = { readonly [name: string]: Json }

/**
 * Sends through an adapter: wraps each event at each attempt, since the body may say when it left. What no body can be
 * made of is refused, and the others go.
 */
export function adapterSender(sink: Sink, wrapping: Wrapping): Sender {
  return {
    // No async function: a batch of one costs one promise less per request.
    send(batch, signal) {
      const at = now()
      let refusals: Map<number, Outcome> | undefined
      const deliveries = batch.map((attempt, index) => {
        try {
          return new WrappedDelivery(attempt, wrapping, at)
        } catch (error) {
          refusals ??= new Map()
          refusals.set(index, refusalOf(error))
          return undefined
        }
      })
      if (refusals === undefined) return sink.send(deliveries as Delivery[], signal)
      const others = deliveries.filter(delivery => delivery !== undefined)
      return sendOthers(sink, others, refusals, signal)
    },
  }
}

async function sendOthers(
  sink: Sink,
  deliveries: readonly Delivery[],
  refusals: ReadonlyMap<number, Outcome>,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const sent = deliveries.length === 0 ? [] : await sink.send(deliveries, signal)
  const rest = sent.values()
  return Array.from(
    { length: sent.length + refusals.size },
    (_, index) => refusals.get(index) ?? rest.next().value!,
  )
}

/** Anything else is a defect, and fails the whole batch. */
function refusalOf(error: unknown): Outcome {
  const code = error instanceof SluiceError ? error.code : ''
  if (code === 'template_failed') return { kind: 'refused', class: 'template', reason: messageOf(error) }
  if (code === 'too_large') return { kind: 'refused', class: 'too_large', reason: messageOf(error) }
  throw error
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
  readonly message: Buffer
  readonly body: Buffer
  readonly contentType: string | undefined
  readonly cloudEvent: Delivery['cloudEvent']
  readonly replayId: string | undefined
  readonly #match: Match

  constructor(attempt: Attempt, wrapping: Wrapping, at: number) {
    const { event, match, replay } = eventWork(attempt.work)
    if (attempt.egressId === '') attempt.egressId = replay?.egressId ?? wrapping.egressId(event.sourceId)
    this.replayId = replay?.id
    this.event = event
    this.sink = wrapping.sink
    this.egressId = attempt.egressId
    this.attempt = attempt.number
    this.#match = match
    this.message = wrapping.message(event, actionDataOf(match, wrapping.sink))
    const { body, contentType, cloudEvent } = wrapping.body(this as Unwrapped, at)
    this.body = body
    this.contentType = contentType
    this.cloudEvent = cloudEvent
  }

  get dedupId(): string {
    return this.replayId === undefined ? this.egressId : `${this.egressId}:${this.replayId}`
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
