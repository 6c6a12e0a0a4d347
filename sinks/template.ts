import { SluiceError } from '../src/errors.ts'
import type { Delivery, Json, SinkContext } from '../src/types.ts'

/** Text with `{{ … }}` in it, whose values are each delivery's own and can be escaped one by one. */
export interface ValueTemplate {
  /** The text itself, where there is no `{{ … }}` in it. */
  readonly fixed: string | undefined
  /**
   * Each value passes `escaped`. What an event does not have is an empty text.
   * @throws SluiceError `template_failed`.
   */
  render(delivery: Delivery, escaped?: (value: string) => string): string
}

/** The sink's template language. */
export type Compile = SinkContext['template']

type Value = (delivery: Delivery) => Json | undefined

const values: { readonly [name: string]: Value } = {
  event: ({ event }) => textIn(event.member('event')) ?? event.type,
  event_type: ({ event }) => event.type,
  object_type: ({ event }) => event.objectType,
  model: ({ event }) => event.model,
  timestamp: ({ event }) => event.timestamp,
  username: ({ event }) => event.member('username'),
  key: ({ event }) => event.key,
  source_id: ({ event }) => event.sourceId,
  source_topic: ({ event }) => event.record.topic,
  source_partition: ({ event }) => event.record.partition,
  source_offset: ({ event }) => event.record.offset,
  egress_id: ({ egressId }) => egressId,
  replay_id: ({ replayId }) => replayId,
  sink: ({ sink }) => sink,
}

/** What may stand between the braces; under `data` also paths, such as `data.site.slug`. */
export const templateNames: readonly string[] = [...Object.keys(values), 'data.…']

/**
 * A name is looked up, which costs next to nothing; anything more, such as a filter, is compiled by itself.
 * @throws SluiceError `template_invalid`: a name that is not known, braces that are not closed, a statement.
 */
export function parseTemplate(text: string, compile?: Compile): ValueTemplate {
  const pieces = text.split(/(\{\{.*?\}\})/s)
  for (const literal of pieces.filter((_, index) => index % 2 === 0)) checkLiteral(literal)
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : getterOf(piece, compile)))
  if (parts.length === 1) return { fixed: text, render: () => text }
  return { fixed: undefined, render: (delivery, escaped) => rendered(parts, delivery, escaped) }
}

function rendered(
  parts: readonly (string | Value)[],
  delivery: Delivery,
  escaped: ((value: string) => string) | undefined,
): string {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    const value = plain(part(delivery))
    text += escaped === undefined ? value : escaped(value)
  }
  return text
}

function checkLiteral(text: string): void {
  if (text.includes('{%') || text.includes('{#')) throw invalid('only {{ … }} can stand here, no {% … %}')
  if (text.includes('{{')) throw invalid('"{{" without its "}}"')
}

function getterOf(piece: string, compile: Compile): Value {
  const expression = piece.slice(2, -2).trim()
  if (Object.hasOwn(values, expression)) return values[expression]!
  if (/^data(\.[^\s.|()[\]{}'"]+)+$/.test(expression)) return pathGetter(expression, compile?.(piece))
  if (compile === undefined || /^\w*$/.test(expression))
    throw invalid(`unknown name ${JSON.stringify(expression)}`)
  const template = compile(piece)
  return delivery => template.render(delivery)
}

/** What is neither text nor a whole number is written as the template language writes it. */
function pathGetter(name: string, template: ReturnType<NonNullable<Compile>> | undefined): Value {
  const path = name.split('.').slice(1)
  return delivery => {
    const value = at(delivery.event.member('data'), path)
    if (typeof value === 'string' || typeof value === 'bigint' || Number.isInteger(value)) return value
    if (template !== undefined) return template.render(delivery)
    if (typeof value !== 'object' || value === null) return value
    throw failed(`${name} is ${Array.isArray(value) ? 'a list' : 'a mapping'}; expected text or a number`)
  }
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

function plain(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function invalid(message: string): SluiceError {
  return new SluiceError('template_invalid', message, { hint: `known are ${templateNames.join(', ')}` })
}

function failed(message: string): SluiceError {
  return new SluiceError('template_failed', message)
}
