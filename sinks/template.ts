import { SluiceError } from '../src/errors.ts'
import type { Delivery, Json, SinkContext, Template } from '../src/types.ts'

/** Text in which values of each delivery are filled in. */
export type ValueTemplate = Template

/** The sink's template language. */
export type Compile = SinkContext['template']

type Value = (delivery: Delivery) => Json | undefined
/** Text, and names with what they stand for. */
type Parts = readonly (string | { readonly name: string; readonly of: Value })[]

const known: { readonly [name: string]: Value } = {
  event: ({ event }) => event.type,
  event_type: ({ event }) => event.type,
  object_type: ({ event }) => event.objectType,
  model: ({ event }) => event.model,
  timestamp: ({ event }) => event.timestamp,
  username: () => undefined,
  key: ({ event }) => event.key,
  source_id: ({ event }) => event.sourceId,
  source_topic: ({ event }) => event.record.topic,
  source_partition: ({ event }) => event.record.partition,
  source_offset: ({ event }) => event.record.offset,
  egress_id: ({ egressId }) => egressId,
  replay_id: ({ replayId }) => replayId,
  sink: ({ sink }) => sink,
}

/** What stands between the braces at next to no cost; under `data` also paths, such as `data.site.slug`. */
export const templateNames: readonly string[] = [...Object.keys(known), 'data.…']

/**
 * Compiles text with `{{ … }}` in it. Names are looked up here; more than names is left to the sink's template language,
 * and wrong where there is none. Each value passes `escape`. @throws SluiceError `template_invalid`.
 */
export function parseTemplate(
  text: string,
  compile?: Compile,
  encode: (value: string) => string = value => value,
): ValueTemplate {
  const compiled = compile?.(text, { escape: encode })
  if (compiled?.fixed !== undefined) return compiled
  const parts = partsOf(text)
  if (typeof parts === 'string') {
    if (compiled !== undefined) return compiled
    throw new SluiceError('template_invalid', parts, { hint: `known are ${templateNames.join(', ')}` })
  }
  if (parts.length === 1) return { fixed: text, render: () => text }
  const whole = compiled ?? { render: delivery => rendered(parts, delivery, encode, bare)! }
  return {
    fixed: undefined,
    render: delivery => rendered(parts, delivery, encode, plain) ?? whole.render(delivery),
  }
}

/** Undefined where a value is none that `textOf` knows how to write. */
function rendered(
  parts: Parts,
  delivery: Delivery,
  encode: (value: string) => string,
  textOf: (value: Json | undefined, name: string) => string | undefined,
): string | undefined {
  let text = ''
  for (const part of parts) {
    const value = typeof part === 'string' ? part : textOf(part.of(delivery), part.name)
    if (value === undefined) return undefined
    text += typeof part === 'string' ? part : encode(value)
  }
  return text
}

/** What every template language writes alike. */
function plain(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'bigint' || Number.isInteger(value) ? String(value) : undefined
}

/** Where there is no language. */
function bare(value: Json | undefined, name: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  const found = Array.isArray(value) ? 'a list' : 'a mapping'
  throw new SluiceError('template_failed', `${name} is ${found}; expected text or a number`)
}

/** Text and names by turns; or why it is more than that. */
function partsOf(text: string): Parts | string {
  const parts: Parts[number][] = []
  for (const [index, piece] of text.split(/(\{\{.*?\}\})/s).entries()) {
    if (index % 2 === 0) {
      if (/\{[%#]|[\r\n]/.test(piece)) return 'only {{ … }} can stand here, no {% … %} and no line break'
      if (piece.includes('{{')) return '"{{" without its "}}"'
      parts.push(piece)
      continue
    }
    const name = piece.slice(2, -2).trim()
    const value = lookUp(name)
    if (value === undefined) return `unknown name ${JSON.stringify(name)}`
    parts.push({ name, of: value })
  }
  return parts
}

/** The message's own members come first, as in every template. */
function lookUp(expression: string): Value | undefined {
  const value = Object.hasOwn(known, expression) ? known[expression] : undefined
  if (value !== undefined)
    return delivery => {
      const own = delivery.event.member(expression)
      return own === undefined ? (value(delivery) ?? '') : own
    }
  if (!/^data(\.[^\s.|()[\]{}'"]+)+$/.test(expression)) return undefined
  const path = expression.split('.').slice(1)
  return delivery => at(delivery.event.member('data'), path)
}

function at(data: Json | undefined, path: readonly string[]): Json | undefined {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value)) return value
    value = Object.hasOwn(value, step) ? (value as { readonly [step: string]: Json })[step] : undefined
  }
  return value
}
