import { compilePaths, JsonError, type Paths, type Scan, scan, textOf, withoutMark } from '../json/index.ts'
import type { Span } from '../types.ts'

/** A key's paths as numbers of a scan's paths: for each, where to look, in this order. */
export type KeyPlan = readonly (readonly number[])[]

// Before 4.4 NetBox named the type in `model` alone.
const STAND_INS: ReadonlyMap<string, string> = new Map([['object_type', 'model']])

const QUOTE = 0x22
const BRACKET = 0x5b
const BRACE = 0x7b
const NULL = 0x6e

/**
 * The key that a message's own values make: those at the paths, joined by colons. Undefined where one is absent, null, a
 * list or an object, where there are no paths, and for what is no JSON. Its UTF-8, as a record's key, orders
 * events as the format does records without a key.
 */
export function messageKey(message: Buffer, paths: readonly string[]): string | undefined {
  const compiled = compilePaths(keyPaths(paths))
  const bytes = withoutMark(message)
  try {
    return keyOf(bytes, scan(bytes, compiled), planKey(paths, compiled))
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

/** The paths that a scan must note for a key. */
export function keyPaths(key: readonly string[]): string[] {
  return key.flatMap(whereToLook)
}

/** How to make the key out of what a scan has noted. */
export function planKey(key: readonly string[], { names }: Paths): KeyPlan {
  return key.map(path => whereToLook(path).map(name => names.indexOf(name)))
}

/** The key as text; see messageKey. */
export function keyOf(message: Buffer, found: Scan, plan: KeyPlan): string | undefined {
  let key: string | undefined
  for (const numbers of plan) {
    const part = partOf(message, found, numbers)
    if (part === undefined) return undefined
    key = key === undefined ? part : `${key}:${part}`
  }
  return key
}

/** The first value that is there, as text: of a number what was written. */
function partOf(message: Buffer, found: Scan, numbers: readonly number[]): string | undefined {
  for (const number of numbers) {
    const span = found.span(number)
    if (span !== undefined && message[span.start] !== NULL) return scalarText(message, span)
  }
  return undefined
}

function scalarText(message: Buffer, span: Span): string | undefined {
  const first = message[span.start]
  if (first === QUOTE) return textOf(message, span)
  return first === BRACE || first === BRACKET ? undefined : message.toString('latin1', span.start, span.end)
}

function whereToLook(path: string): string[] {
  const standIn = STAND_INS.get(path)
  return standIn === undefined ? [path] : [path, standIn]
}
