import type { Config, SinkConfig } from '../../config/types.ts'
import type { EventWork } from '../../outbox/owed.ts'
import { wrappingOf } from '../../outboxes.ts'
import { deliveryFor } from '../../try-out.ts'

/** What a sink's adapter would be given at the first attempt. */
export interface Prepared {
  readonly sink: SinkConfig
  /** Names of the rules that named it, in rule order; none where it is one of `unmatched`. */
  readonly rules: readonly string[]
  readonly egressId: string
  /** Undefined where none can be made. */
  readonly body: Buffer | undefined
  /** Why none can be made, which makes it a dead letter; empty where one can. */
  readonly refused: string
}

/** What each sink of a match would be given, in the order of the match. Nothing is sent. */
export async function prepare(work: EventWork, config: Config): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = []
  for (const name of work.match.sinks) {
    const sink = config.sinks.get(name)
    if (sink !== undefined) prepared.push(await prepareFor(sink, work, config))
  }
  return prepared
}

async function prepareFor(sink: SinkConfig, work: EventWork, config: Config): Promise<Prepared> {
  const { delivery, refused } = await deliveryFor(sink, work, config)
  return {
    sink,
    rules: work.match.rules.filter(rule => rule.sinks.includes(sink.name)).map(rule => rule.name),
    egressId: wrappingOf(sink, config).egressId(work.event.sourceId),
    body: delivery?.body,
    refused,
  }
}
