/** Dotted paths looked up in JSON values, as NetBox does it: own members of objects, and of each object in a list. */
import type { Json } from '../types.ts'
import { own, typeName } from './python.ts'

/** Why a path leads nowhere. */
export class Unresolved {
  /** Names the obstacle where it is a scalar or a list within a list: ` (cannot resolve 'value' within str)`; else empty. */
  readonly detail: string

  constructor(detail: string) {
    this.detail = detail
  }
}

/** A member is missing, or null stands on the way. */
export const MISSING = new Unresolved('')

/** The value at the end of the path, from its part number `from` on. The members of an empty list are an empty list. */
export function resolve(start: Json, parts: readonly string[], from: number): Json | Unresolved {
  let value = start
  for (let i = from; i < parts.length; i++) {
    const found = member(value, parts[i]!)
    if (found instanceof Unresolved) return found
    value = found
  }
  return value
}

/** Like `resolve`, but an empty list on the way counts as missing: it is no evidence that the path is right. */
export function resolveStrictly(start: Json, parts: readonly string[], from: number): Json | Unresolved {
  let value = start
  for (let i = from; i < parts.length; i++) {
    if (Array.isArray(value) && value.length === 0) return MISSING
    const found = member(value, parts[i]!)
    if (found instanceof Unresolved) return found
    value = found
  }
  return value
}

function member(value: Json, name: string): Json | Unresolved {
  if (!Array.isArray(value)) return memberOfOne(value, name)
  const members: Json[] = []
  for (const element of value) {
    const found = Array.isArray(element) ? blocked(name, element) : memberOfOne(element, name)
    if (found instanceof Unresolved) return found
    members.push(found)
  }
  return members
}

function memberOfOne(value: Json, name: string): Json | Unresolved {
  if (value === null) return MISSING
  if (typeof value !== 'object') return blocked(name, value)
  const found = own(value as { readonly [name: string]: Json }, name)
  return found === undefined ? MISSING : found
}

function blocked(name: string, value: Json): Unresolved {
  return new Unresolved(` (cannot resolve '${name}' within ${typeName(value)})`)
}
