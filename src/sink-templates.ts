import type { SinkConfig } from './config/types.ts'
import { compileTemplate, type TemplateEnvironment } from './templates/index.ts'
import type { Delivery, Template, TemplateOptions } from './types.ts'

/** Compiles a sink's templates. @throws SluiceError `template_invalid` with line and column. */
export type TemplateCompiler = (source: string, options?: TemplateOptions) => Template

const MARK = /\{[{%#]/
const BRACE = 0x7b

/** The templates of one sink: Jinja2's, which see the message as NetBox's do, and below its names what `names` lists. */
export function templateCompiler(env: TemplateEnvironment): TemplateCompiler {
  return (source, { mode = 'text' } = {}) => {
    const compiled = compileTemplate(source, { mode, env })
    return {
      fixed: MARK.test(source) ? undefined : compiled.render({}),
      render: delivery => compiled.render(contextOf(delivery)),
    }
  }
}

/** The compiler for one sink's templates. */
export function templatesOf({ env_allow }: Pick<SinkConfig, 'env_allow'>): TemplateCompiler {
  return templateCompiler(environmentOf(env_allow, process.env))
}

/** The environment variables that `env` may read: those that are set, of the names allowed. */
export function environmentOf(
  allow: readonly string[],
  values: { readonly [name: string]: string | undefined },
): TemplateEnvironment {
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { allow: [...allow], values: Object.fromEntries(set) }
}

/**
 * The message's members, and in front of them what is known of the event and its way: of a name that stands twice the
 * last counts, so the message's own wins.
 */
function contextOf(delivery: Delivery): Uint8Array {
  const { message, event, egressId, replayId, sink, attempt } = delivery
  const { topic, partition, offset } = event.record
  const known = JSON.stringify({
    event: event.type,
    event_type: event.type,
    object_type: event.objectType,
    model: event.model,
    timestamp: event.timestamp,
    key: event.key ?? null,
    source_id: event.sourceId,
    source_topic: topic,
    source_partition: partition,
    source_offset: offset,
    egress_id: egressId,
    replay_id: replayId ?? null,
    sink,
    attempt,
  })
  const start = message.indexOf(BRACE) + 1
  const rest = message.subarray(start)
  const empty = /^\s*\}/.test(rest.toString('latin1', 0, 64))
  return Buffer.concat([Buffer.from(known.slice(0, -1) + (empty ? '' : ',')), rest])
}
