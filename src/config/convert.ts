import { resolve } from 'node:path'
import type { Json } from '../types.ts'
import { type Path, pointerOf } from './findings.ts'
import { hasReference } from './references.ts'
import type { Mark } from './schemas.ts'
import { valueAt } from './tree.ts'
import { address, amount } from './units.ts'

type Marks = ReadonlyMap<string, Mark>

/**
 * A checked value with its units as numbers, addresses as host and port, and paths absolute. `at` is where it stands in
 * its file, as the marks count.
 */
export function converted(value: Json, marks: Marks, folder: string, at: Path = []): unknown {
  return mapTree(value, at, (node, path) => {
    const unit = marks.get(pointerOf(path))?.unit
    if (unit === undefined || typeof node !== 'string') return undefined
    if (unit === 'path') return { value: resolve(folder, node) }
    return { value: unit === 'address' ? address(node) : amount(node) }
  })
}

/**
 * A checked value as people may see it, with the paths of what is hidden: secrets are `configured`, addresses end after
 * the host, and a reference is shown in place of what it stands for.
 */
export function masked(value: Json, written: Json, marks: Marks): { value: Json; hidden: readonly Path[] } {
  const hidden: Path[] = []
  const shown = mapTree(value, [], (node, path) => {
    const mask = marks.get(pointerOf(path))?.mask
    if (mask === undefined) {
      const source = typeof node === 'string' ? valueAt(written, path) : undefined
      return hasReference(source) ? { value: source } : undefined
    }
    if (mask === 'origin') return { value: originOf(node) }
    hidden.push(path)
    return { value: 'configured' }
  })
  return { value: shown as Json, hidden }
}

/** A value as written, in which secrets that are written out have been taken out. */
export function withoutSecrets(written: Json, marks: Marks): Json {
  return mapTree(written, [], (node, path) =>
    marks.get(pointerOf(path))?.mask === 'secret' && !hasReference(node) ? { value: 'literal' } : undefined,
  ) as Json
}

function originOf(value: Json): string {
  const url = typeof value === 'string' ? URL.parse(value) : null
  // Of schemes that a browser does not know, such as mqtt, the origin is "null".
  return url === null || url.host === '' ? 'configured' : `${url.protocol}//${url.host}`
}

type Replace = (node: Json, path: Path) => { readonly value: unknown } | undefined

function mapTree(node: Json, path: Path, replace: Replace): unknown {
  const replaced = replace(node, path)
  if (replaced !== undefined) return replaced.value
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map((item, index) => mapTree(item, [...path, index], replace))
  return Object.fromEntries(
    Object.entries(node).map(([key, item]) => [key, mapTree(item, [...path, key], replace)]),
  )
}
