import { createOne } from '../../sinks.ts'
import { printable } from '../../text.ts'
import { tryOut } from '../../try-out.ts'
import type { Outcome } from '../../types.ts'
import { loadFor } from '../config-file.ts'
import { sinkNamed } from '../render/render.ts'

/** Sends a test event to a sink once; what came of it as text. */
export async function sendTest(
  file: string,
  name: string,
): Promise<{ readonly delivered: boolean; readonly text: string }> {
  const { config } = await loadFor(file)
  const settings = sinkNamed(config, name)
  const sink = await createOne(settings, config)
  try {
    const { outcome, took } = await tryOut(sink, settings, config)
    return { delivered: outcome.kind === 'delivered', text: printable(`${textOf(name, outcome, took)}\n`) }
  } finally {
    await sink.close()
  }
}

/** What came of a test, for people. */
export function textOf(name: string, outcome: Outcome, took: number): string {
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
