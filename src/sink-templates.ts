import type { SinkConfig } from './config/types.ts'
import {
  compileGoTemplate,
  compileTemplate,
  readContext,
  type TemplateContext,
  type TemplateEnvironment,
  type TemplateWarning,
} from './templates/index.ts'
import type { Delivery, Template, TemplateOptions } from './types.ts'

/** Compiles a sink's templates. @throws SluiceError `template_invalid` with line and column. */
export type TemplateCompiler = (source: string, options?: TemplateOptions) => Template

/** Told what compiles and is likely not meant. */
export type Doubt = (source: string, warning: TemplateWarning) => void

const MARK = /\{[{%#]/

/** The compiler for one sink's templates, in its template language. */
export function templatesOf(
  { template, env_allow }: Pick<SinkConfig, 'template' | 'env_allow'>,
  doubt?: Doubt,
): TemplateCompiler {
  return template === 'go' ? goTemplates : jinjaTemplates(environmentOf(env_allow, process.env), doubt)
}

/** Jinja2's: they see the message as NetBox's do, and below its names what is known of the event and its way. */
export function jinjaTemplates(env: TemplateEnvironment, doubt?: Doubt): TemplateCompiler {
  return (source, { mode = 'text', escape: escaped } = {}) => {
    const compiled = compileTemplate(source, { mode, env, ...(escaped && { escape: escaped }) })
    for (const warning of compiled.warnings) doubt?.(source, warning)
    return {
      fixed: MARK.test(source) ? undefined : compiled.render({}),
      render: delivery => compiled.render(contextOf(delivery, knownOf)),
    }
  }
}

/** Go's, likewise. Where the message has none, NetBird's `ID` and `Timestamp` are the event's. */
export const goTemplates: TemplateCompiler = (source, { escape: escaped } = {}) => {
  const compiled = compileGoTemplate(source, escaped && { escape: escaped })
  return {
    fixed: source.includes('{{') ? undefined : source,
    render: delivery => compiled.render(contextOf(delivery, knownToGo)),
  }
}

/** The environment variables that `env` may read: those that are set, of the names allowed. */
export function environmentOf(
  allow: readonly string[],
  values: { readonly [name: string]: string | undefined },
): TemplateEnvironment {
  const set = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { allow: [...allow], values: Object.fromEntries(set) }
}

/** NetBird's names as well. */
function knownToGo(delivery: Delivery): object {
  const { givenId, sourceId, timestamp } = delivery.event
  return { ...knownOf(delivery), ID: givenId ?? sourceId, Timestamp: timestamp }
}

/** What is known of an event and its way. */
function knownOf({ event, egressId, replayId, sink, attempt }: Delivery): object {
  const { topic, partition, offset } = event.record
  return {
    event: event.type,
    event_type: event.type,
    object_type: event.objectType,
    model: event.model,
    timestamp: event.timestamp,
    key: event.key,
    source_id: event.sourceId,
    source_topic: topic,
    source_partition: partition,
    source_offset: offset,
    egress_id: egressId,
    replay_id: replayId,
    sink,
    attempt,
  }
}

// A delivery's address, headers and body are templates each: what they see is read once.
const contexts = new WeakMap<Delivery, TemplateContext>()

/** The message's members and, below their names, what is known. */
function contextOf(delivery: Delivery, known: (delivery: Delivery) => object): TemplateContext {
  const read = contexts.get(delivery)
  if (read !== undefined) return read
  const context = readContext(delivery.message, known(delivery))
  contexts.set(delivery, context)
  return context
}
