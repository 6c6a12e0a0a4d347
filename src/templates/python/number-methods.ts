import { natives } from './arguments.ts'
import { raise } from './exceptions.ts'
import { toBig, toDouble } from './numbers.ts'
import { float, int, isFloat, type Numeric, Tuple, type Value } from './values.ts'

/** Methods of ints and bools. */
export const intMethods = natives({
  as_integer_ratio: ['/', self => new Tuple([int(toBig(self as Numeric)), 1])],
  bit_count: ['/', self => [...bits(self!)].filter(bit => bit === '1').length],
  bit_length: ['/', self => (toBig(self as Numeric) === 0n ? 0 : bits(self!).length)],
  conjugate: ['/', self => int(toBig(self as Numeric))],
  from_bytes: () => raise('TypeError', 'bytes are not available in templates'),
  to_bytes: () => raise('TypeError', 'bytes are not available in templates'),
})

/** Methods of floats. */
export const floatMethods = natives({
  as_integer_ratio: ['/', self => ratio(toDouble(self as Numeric))],
  conjugate: ['/', self => self!],
  fromhex: () => raise('TypeError', 'float.fromhex() is not available in templates'),
  hex: ['/', self => hex(toDouble(self as Numeric))],
  is_integer: ['/', self => Number.isInteger(toDouble(self as Numeric))],
})

/** What a number has that is no method. */
export function numberAttribute(value: Numeric, name: string): Value | undefined {
  const whole = isFloat(value) ? value : int(toBig(value))
  switch (name) {
    case 'real':
      return whole
    case 'imag':
      return isFloat(value) ? float(0) : 0
    case 'numerator':
      return isFloat(value) ? undefined : whole
    case 'denominator':
      return isFloat(value) ? undefined : 1
    default:
      return undefined
  }
}

function bits(self: Value): string {
  const value = toBig(self as Numeric)
  return (value < 0n ? -value : value).toString(2)
}

function ratio(value: number): Tuple {
  if (!Number.isFinite(value))
    return Number.isNaN(value)
      ? raise('ValueError', 'cannot convert NaN to integer ratio')
      : raise('OverflowError', 'cannot convert Infinity to integer ratio')
  let top = value
  let bottom = 1n
  while (!Number.isInteger(top)) {
    top *= 2
    bottom *= 2n
  }
  return new Tuple([int(BigInt(top)), int(bottom)])
}

function hex(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (value === 0) return `${sign}0x0.0p+0`
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const raw = view.getBigUint64(0)
  const biased = Number(raw >> 52n)
  const fraction = (raw & 0xfffffffffffffn).toString(16).padStart(13, '0')
  const exponent = biased === 0 ? -1022 : biased - 1023
  return `${sign}0x${biased === 0 ? 0 : 1}.${fraction}p${exponent < 0 ? '' : '+'}${exponent}`
}
