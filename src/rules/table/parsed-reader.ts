import type { Json } from '../../types.ts'
import { ABSENT } from '../compile.ts'
import { resolve, Unresolved } from '../resolve.ts'
import { GONE, LIST, NULL, NUMERIC, OBJECT, type Reading, STRING } from './reading.ts'
import { scalarOf } from './scalars.ts'
import { domain, hashOf } from './values.ts'

/** Reads what paths lead to from data that has been parsed, as the plain evaluator resolves them: this is the definition. */
export function readParsed(
  reading: Reading,
  data: Json | typeof ABSENT,
  paths: Int32Array,
  parts: readonly (readonly string[])[],
): void {
  if (data === ABSENT) {
    reading.forget(paths, GONE)
    return
  }
  paths.forEach((path, i) => {
    const found = resolve(data, parts[i]!, 0)
    if (!(found instanceof Unresolved)) readValue(reading, path, found)
  })
}

function readValue(reading: Reading, path: number, value: Json): void {
  reading.kinds[path] = kindOf(value)
  if (typeof value === 'string') reading.setText(path, value)
  else if (Array.isArray(value)) for (const member of value) addMember(reading, path, member)
  else if (value !== null && typeof value === 'object') {
    for (const key of Object.keys(value)) addMember(reading, path, key)
  } else if (value !== null) reading.numbers[path] = Number(value)
  const token = tokenOf(reading, path, false, value)
  if (token !== 0) reading.addValue(path, token)
}

function addMember(reading: Reading, path: number, member: Json): void {
  const token = tokenOf(reading, path, true, member)
  if (token !== 0) reading.addMember(token)
}

function tokenOf({ values }: Reading, path: number, isMember: boolean, value: Json): number {
  const scalar = scalarOf(value)
  if (scalar === undefined) return 0
  const { type, bytes } = scalar
  const wanted = domain(path, isMember, type)
  return values.find(hashOf(wanted, bytes, 0, bytes.length), wanted, bytes, 0, bytes.length)
}

function kindOf(value: Json): number {
  if (typeof value === 'string') return STRING
  if (value === null) return NULL
  if (typeof value !== 'object') return NUMERIC
  return Array.isArray(value) ? LIST : OBJECT
}
