/** Values of JSON as the table of values keys them: what is equal in Python has the same bytes. */
import type { Json } from '../../types.ts'
import { MAX_LENGTH, NUMBER, ODD_TEXT, OTHER, TEXT } from './values.ts'

/** A value's bytes, and which domain they belong to. */
export interface Scalar {
  readonly type: number
  readonly bytes: Buffer
}

/** Of null. */
export const NULL_BYTES = Buffer.from('null')

const double = new Float64Array(1)
/** The bytes of the last number given to `numberBytes`. */
const doubleBytes = Buffer.from(double.buffer)

/** A scalar's key; undefined for lists, objects and texts too long for the table. */
export function scalarOf(value: Json): Scalar | undefined {
  if (typeof value === 'string') {
    const isOdd = !value.isWellFormed()
    const bytes = Buffer.from(value, isOdd ? 'utf16le' : 'utf8')
    return bytes.length > MAX_LENGTH ? undefined : { type: isOdd ? ODD_TEXT : TEXT, bytes }
  }
  if (value === null) return { type: OTHER, bytes: NULL_BYTES }
  if (typeof value === 'object') return undefined
  if (typeof value === 'bigint' && !isDouble(value)) {
    return { type: OTHER, bytes: Buffer.from(String(value)) }
  }
  return { type: NUMBER, bytes: numberBytes(Number(value)) }
}

/** The bytes of a number; they change with the next one. */
export function numberBytes(value: number): Buffer {
  double[0] = value + 0 // -0 is 0
  return doubleBytes
}

/** An integer as the scanner reads its digits: a number where one holds it exactly. */
export function integerOf(digits: string): number | bigint {
  const exact = BigInt(digits)
  return isDouble(exact) ? Number(exact) : exact
}

function isDouble(value: bigint): boolean {
  const number = Number(value)
  return Number.isFinite(number) && BigInt(number) === value
}
