import { SluiceError } from '../../errors.ts'
import { createOne } from '../../sinks.ts'
import { testEvent } from '../../test-event.ts'
import { printable } from '../../text.ts'
import type { Outcome, Sink } from '../../types.ts'
import { loadFor } from '../config-file.ts'
import { sinkNamed } from '../render/render.ts'
import { deliveryFor } from '../tools/deliveries.ts'

const longest = 120_000 // ms; every sink has a shorter deadline of its own

/** Sends a test event to a sink once; what came of it as text. */
export async function sendTest(
  file: string,
  name: string,
): Promise<{ readonly delivered: boolean; readonly text: string }> {
  const { config } = await loadFor(file)
  const settings = sinkNamed(config, name)
  const match = { rules: [], sinks: [name] }
  const event = testEvent(Date.now())
  const { delivery, refused } = await deliveryFor(settings, { record: event.record, event, match }, config)
  if (delivery === undefined) throw new SluiceError('test_failed', `sink ${name}: ${refused}`)
  const sink = await createOne(settings, config.identity.netbox_id)
  const since = performance.now()
  try {
    const outcome = await sendOnce(sink, { ...delivery, rules: [], dedupId: delivery.dedupId, test: true })
    const took = Math.round(performance.now() - since)
    return { delivered: outcome.kind === 'delivered', text: printable(`${textOf(name, outcome, took)}\n`) }
  } finally {
    await sink.close()
  }
}

async function sendOnce(sink: Sink, delivery: Parameters<Sink['send']>[0][number]): Promise<Outcome> {
  const [outcome] = await sink.send([delivery], AbortSignal.timeout(longest))
  return outcome!
}

function textOf(name: string, outcome: Outcome, took: number): string {
  if (outcome.kind === 'delivered') {
    const status = outcome.status === undefined ? '' : `, status ${outcome.status}`
    return `delivered to ${name} in ${took} ms${status}: look for the test event there`
  }
  const next =
    outcome.kind === 'refused'
      ? 'an event would become a dead letter'
      : outcome.alarm === true
        ? 'an event would be tried again, with an alarm: this needs somebody'
        : 'an event would be tried again'
  return `not delivered to ${name}, after ${took} ms: ${outcome.reason} (${outcome.class}); ${next}`
}
