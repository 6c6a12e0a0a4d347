/** What a sink under test talks to, and how the suite holds every outcome to account. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Delivery, Outcome, Sink } from '../../src/types.ts'

/** How the other side meets one message. `throttle`: come back later. */
export type Reply = 'accept' | 'retry' | 'refuse' | 'throttle'

/** A message that came over the wire, accepted or not. */
export interface Arrival {
  readonly body: Buffer
  readonly dedupId: string
  readonly egressId: string
  readonly sourceId: string
}

/** What a sink sends to: a real server, or a stand-in held to the same suite. Stops when the test ends. */
export interface OtherSide {
  /** In the order of arrival. */
  arrived(): readonly Arrival[] | Promise<readonly Arrival[]>
  /** Connections that are open now. */
  connections(): number
  /** A sink that sends here, with secrets in every place that may hold one. */
  sink(options: { readonly timeout: number; readonly concurrency: number }): Promise<Sink> | Sink
  /** The next messages meet these replies; those after them are accepted. Needed for any reply but `accept`. */
  reply?(replies: readonly Reply[]): void
  /** Messages are taken in and nothing is said, until `release`. */
  hold?(): void
  release?(): void
  /** Breaks what is connected, and cannot be connected to until `start`. */
  stop?(): Promise<void>
  start?(): Promise<void>
}

/** An adapter's part of the suite. */
export interface SinkSuite {
  /** Name of the sink type. */
  readonly type: string
  /** Replies that the other side can be made to give. */
  readonly replies: readonly Exclude<Reply, 'accept'>[]
  /** Milliseconds that a throttled outcome has to name; undefined: this protocol names none. */
  readonly throttleWait?: number
  /** Whether the other side can `hold`. */
  readonly holds: boolean
  /** Whether the other side can `stop` and `start`. */
  readonly stops: boolean
  /** Texts that the sink knows and no reason may show. */
  readonly secrets: readonly string[]
  /** What the protocol makes of a body, where it cannot carry every byte. */
  readonly carried?: (body: Buffer) => Buffer
  open(t: TestContext): Promise<OtherSide>
}

/** Milliseconds; nothing in the suite takes so long on an idle machine. */
export const generous = 20_000
/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** Another side and a sink that sends to it. */
export interface Opened {
  readonly other: OtherSide
  /** With a generous deadline; closed when the test ends. */
  readonly sink: Sink
  /** Sends with a signal that never aborts, and looks at every outcome. */
  send(batch: readonly Delivery[]): Promise<readonly Outcome[]>
}

/** Starts the other side and makes a sink. */
export async function open(suite: SinkSuite, t: TestContext): Promise<Opened> {
  const other = await suite.open(t)
  const sink = await other.sink({ timeout: generous, concurrency: 16 })
  t.after(() => sink.close())
  return {
    other,
    sink,
    send: async batch => {
      const outcomes = await sink.send(batch, never)
      assert.equal(outcomes.length, batch.length)
      return checked(suite, outcomes)
    },
  }
}

/** What holds for every outcome: its reason is one line for people and shows no secret. */
export function checked(suite: SinkSuite, outcomes: readonly Outcome[]): readonly Outcome[] {
  for (const outcome of outcomes) {
    const text = JSON.stringify(outcome)
    for (const secret of suite.secrets) assert.ok(!text.includes(secret), `a secret in ${text}`)
    if (outcome.kind !== 'delivered') assert.match(outcome.reason, /^[\x20-\x7e]+$/)
  }
  return outcomes
}

/** As which a delivery has to arrive. */
export function arrival({ body, dedupId, egressId, event }: Delivery): Arrival {
  return { body, dedupId, egressId, sourceId: event.sourceId }
}

/** Rejections that nobody handles while the test runs. */
export function watchEscapes(t: TestContext): readonly unknown[] {
  const escaped: unknown[] = []
  const note = (reason: unknown) => escaped.push(reason)
  process.on('unhandledRejection', note)
  t.after(() => process.off('unhandledRejection', note))
  return escaped
}
