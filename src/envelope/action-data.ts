import { compilePaths, scan, stringify } from '../json/index.ts'
import type { Event, Json } from '../types.ts'

const NO_PATHS = compilePaths([])
const BRACE = 0x7b
const NULL = 0x6e

/**
 * The event's message with action data in its `data`, as NetBox does it: the event's own members win, `data` that is null
 * or absent becomes the action data. Every other byte stays; `data` of another kind stays whole.
 */
export function addActionData(event: Event, actionData: { readonly [name: string]: Json }): Buffer {
  const { message } = event
  if (Object.keys(actionData).length === 0) return message
  const span = event.span('data')
  if (span === undefined) return withData(message, stringify(actionData))
  const { start, end } = span
  if (message[start] === NULL) return splice(message, start, end, stringify(actionData))
  if (message[start] !== BRACE) return message

  const own = new Set(scan(message.subarray(start, end), NO_PATHS).memberNames())
  const added = Object.entries(actionData).filter(([name]) => !own.has(name))
  if (added.length === 0) return message
  const members = added.map(([name, value]) => `${JSON.stringify(name)}:${stringify(value)}`).join(',')
  return splice(message, start + 1, start + 1, own.size === 0 ? members : `${members},`)
}

/** The message, an object, with `data` as its last member. */
function withData(message: Buffer, data: string): Buffer {
  const end = message.lastIndexOf('}')
  const empty = scan(message, NO_PATHS).memberNames().length === 0
  return splice(message, end, end, `${empty ? '' : ','}"data":${data}`)
}

function splice(message: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([message.subarray(0, start), Buffer.from(text), message.subarray(end)])
}
