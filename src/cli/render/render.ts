import { suggest } from '../../config/suggest.ts'
import type { Config, SinkConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import type { EventWork } from '../../outbox/owed.ts'
import { createMatcher } from '../../rules/index.ts'
import { createOne } from '../../sinks.ts'
import { printable } from '../../text.ts'
import { deliveryFor } from '../../try-out.ts'
import type { Delivery, Header, Preview } from '../../types.ts'
import { loadFor } from '../config-file.ts'
import { looseRecord } from '../explain/record.ts'
import { readInput } from '../tools/input-file.ts'
import { silentRouter } from '../tools/router.ts'
import { chooseTopic, topicsOf } from '../tools/topic.ts'

/** What the command line says. */
export interface RenderOptions {
  readonly sink: string
  /** A file, or `-`. */
  readonly event: string
  readonly topic?: string
  readonly header: readonly Header[]
  readonly key?: string
  readonly reveal?: boolean
}

/** One event as it would go to one sink, as text. Nothing is sent. */
export async function render(file: string, options: RenderOptions): Promise<string> {
  const { config } = await loadFor(file)
  const sink = sinkNamed(config, options.sink)
  const { delivery, refused } = await deliveryFor(sink, await workOf(sink, config, options), config)
  if (delivery === undefined) throw new SluiceError('render_failed', `sink ${sink.name}: ${refused}`)
  return textOf(await previewAt(sink, delivery, config), options.reveal === true)
}

/** @throws SluiceError `usage`. */
export function sinkNamed({ sinks }: Config, name: string): SinkConfig {
  const sink = sinks.get(name)
  if (sink !== undefined) return sink
  throw new SluiceError('usage', `the configuration has no sink ${JSON.stringify(name)}`, {
    hint: suggest(name, [...sinks.keys()]) || `it has ${[...sinks.keys()].join(', ')}`,
  })
}

/** The event as the router would hand it to the sink; where no rule wants it there, without action data. */
async function workOf(sink: SinkConfig, config: Config, options: RenderOptions): Promise<EventWork> {
  const topic = chooseTopic(topicsOf(config), options.topic)
  const key = options.key === undefined ? null : Buffer.from(options.key)
  const message = { topic, value: await readInput(options.event), headers: options.header, key }
  const matcher = createMatcher({ rules: config.rules, unmatched: [], failed: () => {} })
  const router = silentRouter(config, '', {
    match(event) {
      const { rules } = matcher.match(event)
      return { rules: rules.filter(rule => rule.sinks.includes(sink.name)), sinks: [sink.name] }
    },
  })
  const work = router.route(looseRecord(message, Date.now()))
  if (work === undefined) throw new SluiceError('render_failed', 'the message is empty')
  if ('problem' in work)
    throw new SluiceError('render_failed', `the message is no event: ${work.problem.message}`)
  return work
}

async function previewAt(settings: SinkConfig, delivery: Delivery, config: Config): Promise<Preview> {
  const sink = await createOne(settings, config)
  try {
    return (
      sink.preview?.(delivery) ?? { target: `a message to ${settings.type}`, fields: [], body: delivery.body }
    )
  } catch (error) {
    const { message, hint } = error as SluiceError
    throw new SluiceError('render_failed', `sink ${settings.name}: ${message}`, {
      cause: error,
      hint: hint ?? '',
    })
  } finally {
    await sink.close()
  }
}

function textOf({ target, fields, body }: Preview, reveal: boolean): string {
  const lines = fields.map(
    ({ name, value, secret }) =>
      `${name}: ${secret && !reveal ? '(a credential; --reveal shows it)' : value}`,
  )
  return printable([target, ...lines, '', body.toString(), ''].join('\n'))
}
