/** Floats in decimal, rounded exactly: halves of the true value go to the even digit, as C's printf and Python have it. */
import { grow } from '../budget.ts'
import { raise } from './exceptions.ts'
import { floatText } from './repr.ts'

/** How a float is written: fixed, with an exponent, or the shorter of both; `r` is `g` that always shows a fraction. */
export type FloatStyle = 'f' | 'e' | 'g' | 'r'

/** More digits than that no float has. */
const MAX_PRECISION = 2_000

/** The magnitude of a float in that style. `alternate` keeps trailing zeros and the point. */
export function formatMagnitude(
  value: number,
  style: FloatStyle,
  precision: number,
  alternate: boolean,
): string {
  if (precision > MAX_PRECISION) raise('ValueError', `a precision of more than ${MAX_PRECISION} digits`)
  grow(precision)
  const magnitude = Math.abs(value)
  if (!Number.isFinite(magnitude)) return floatText(magnitude)
  if (style === 'f') return fixed(magnitude, precision, alternate)
  if (style === 'e') return exponential(magnitude, precision, alternate)
  return general(magnitude, Math.max(1, precision), alternate, style === 'r')
}

function fixed(magnitude: number, precision: number, alternate: boolean): string {
  const digits = scaled(magnitude, precision)
    .toString()
    .padStart(precision + 1, '0')
  const point = digits.length - precision
  const fraction = digits.slice(point)
  return digits.slice(0, point) + (fraction !== '' || alternate ? `.${fraction}` : '')
}

function exponential(magnitude: number, precision: number, alternate: boolean): string {
  const { digits, exponent } = significant(magnitude, precision + 1)
  const fraction = digits.slice(1)
  const sign = exponent < 0 ? '-' : '+'
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits[0]}${fraction !== '' || alternate ? `.${fraction}` : ''}e${sign}${power}`
}

function general(magnitude: number, precision: number, alternate: boolean, fraction: boolean): string {
  const { exponent } = significant(magnitude, precision)
  if (exponent < -4 || exponent >= precision - (fraction ? 1 : 0)) {
    const text = exponential(magnitude, precision - 1, alternate)
    return alternate ? text : text.replace(/\.?0*e/, 'e')
  }
  const text = fixed(magnitude, precision - 1 - exponent, alternate)
  if (alternate) return text
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return fraction && !short.includes('.') ? `${short}.0` : short
}

/** So many significant digits, and the power of ten of the first. */
function significant(magnitude: number, count: number): { digits: string; exponent: number } {
  if (magnitude === 0) return { digits: '0'.repeat(count), exponent: 0 }
  const exponent = Number(magnitude.toExponential().split('e')[1])
  const digits = scaled(magnitude, count - 1 - exponent).toString()
  return digits.length > count
    ? { digits: digits.slice(0, count), exponent: exponent + 1 }
    : { digits, exponent }
}

/** magnitude × 10^power as an integer. */
function scaled(magnitude: number, power: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, magnitude)
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & 0xfffffffffffffn
  const exponent = Math.max(biased, 1) - 1075
  let top = biased === 0 ? fraction : fraction | 0x10000000000000n
  let bottom = 1n
  if (exponent >= 0) top <<= BigInt(exponent)
  else bottom <<= BigInt(-exponent)
  if (power >= 0) top *= 10n ** BigInt(power)
  else bottom *= 10n ** BigInt(-power)
  const whole = top / bottom
  const rest = 2n * (top % bottom)
  return rest > bottom || (rest === bottom && whole % 2n === 1n) ? whole + 1n : whole
}

/** `round(value, digits)` of a float. */
export function roundTo(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 330) return value
  if (digits < -330) return value < 0 ? -0 : 0
  const magnitude = scaled(Math.abs(value), digits)
  const text = digits >= 0 ? `${magnitude}e-${digits}` : `${magnitude}e${-digits}`
  const rounded = Number(text)
  return value < 0 || Object.is(value, -0) ? -rounded : rounded
}
