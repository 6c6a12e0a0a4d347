/**
 * JSON values as Python sees them: equality, truth, names of types, text. NetBox's conditions are written in Python, and
 * some of their answers follow from its rules alone.
 */
import type { Json } from '../types.ts'

/** Python's numbers; a boolean is one. */
export type Numeric = number | bigint | boolean

/** Name of the value's type: `str`, `int`, `dict`. A double with an integral value below 2^53 counts as `int`. */
export function typeName(value: Json): string {
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float'
    default:
      return value === null ? 'NoneType' : Array.isArray(value) ? 'list' : 'dict'
  }
}

/** `bool(value)`: empty text, lists and objects, zero and null are false. */
export function isTruthy(value: Json): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value)
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

export function isNumeric(value: Json): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
}

/** `a == b`: deep, lists in order, objects in any, and `true == 1 == 1.0`. Integers are compared exactly, whatever their size. */
export function equals(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string' || a === null || b === null) return false
  if (isNumeric(a)) return isNumeric(b) && sameNumber(a, b)
  if (isNumeric(b)) return false
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b)
  return !Array.isArray(b) && sameObject(a as JsonObject, b as JsonObject)
}

/** Whether an element of the list equals the value. */
export function includes(list: readonly Json[], value: Json): boolean {
  for (let i = 0; i < list.length; i++) if (equals(list[i]!, value)) return true
  return false
}

/** The object's own member, never one of its prototype's; undefined where there is none. */
export function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** `str(value)`: text as it is, everything else as Python prints it. */
export function text(value: Json): string {
  return typeof value === 'string' ? value : repr(value)
}

type JsonObject = { readonly [name: string]: Json }

// An ordering of bigint and number is exact in JavaScript, their strict equality is false.
function sameNumber(a: Numeric, b: Numeric): boolean {
  return a <= b && a >= b
}

function sameList(a: readonly Json[], b: readonly Json[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!equals(a[i]!, b[i]!)) return false
  return true
}

function sameObject(a: JsonObject, b: JsonObject): boolean {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  for (const name of names) {
    if (!Object.hasOwn(b, name) || !equals(a[name]!, b[name]!)) return false
  }
  return true
}

function repr(value: Json): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string')
    return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${escaped(value)}'`
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  return `{${Object.entries(value)
    .map(([name, member]) => `${repr(name)}: ${repr(member)}`)
    .join(', ')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')
}
