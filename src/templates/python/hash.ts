import { raise } from './exceptions.ts'
import { Undefined } from './undefined.ts'
import { Float, List, Markup, PyObject, Tuple, typeName, type Value } from './values.ts'

/** What a dict's Map is keyed by: equal keys of Python have one. */
export type Hash = string | number | bigint | null | PyObject

// A lone surrogate in front: text that a template writes on purpose may meet it, and would only confuse itself.
const COMPOSITE = '\udbff\u0000'

/** Whether a key is its own hash. */
export function isOwnHash(key: Value): boolean {
  return typeof key === 'string' || key === null
}

/** @throws PythonError for what Python cannot hash. */
export function hashOf(key: Value): Hash {
  switch (typeof key) {
    case 'string':
      return key
    case 'boolean':
      return key ? 1 : 0
    case 'number':
      return key
    case 'bigint':
      return Number.isFinite(Number(key)) && BigInt(Number(key)) === key ? Number(key) : key
    default:
      if (key instanceof Float) return key.value
      if (key instanceof Markup) return key.text
      if (key instanceof Tuple) return `${COMPOSITE}(${key.items.map(part).join('')})`
      if (key instanceof Undefined) return `${COMPOSITE}undefined`
      if (key instanceof List || key?.type === 'dict') return unhashable(key)
      return key
  }
}

function part(value: Value): string {
  const hash = hashOf(value)
  if (hash instanceof PyObject) return unhashable(value)
  const text = String(hash)
  return `${typeof hash === 'string' ? 's' : 'n'}${text.length}:${text}`
}

function unhashable(value: Value): never {
  return raise('TypeError', `unhashable type: '${typeName(value)}'`)
}
