import type { Json } from '../types.ts'
import type { Path } from './findings.ts'

/** The value as a mapping; an empty one where it is something else. For looking into what may be wrong. */
export function record(value: Json | undefined): { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {}
}

/** The value as a list; an empty one where it is something else. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** The value as text; empty where it is something else. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** What stands at a path; undefined where it leads nowhere. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found = value
  for (const step of path) found = typeof step === 'number' ? list(found)[step] : own(found, step)
  return found
}

function own(value: Json | undefined, name: string): Json | undefined {
  const members = record(value)
  return Object.hasOwn(members, name) ? members[name] : undefined
}

/** The path that a JSON pointer stands for in a value: list positions become numbers. */
export function pathOf(pointer: string, value: Json): Path {
  const path: (string | number)[] = []
  let at: Json | undefined = value
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(at) ? Number(name) : name)
    at = valueAt(at, path.slice(-1))
  }
  return path
}
