/** Python's arithmetic: ints of any size, floats, and the two together. */
import { grow, spend } from '../budget.ts'
import { raise } from './exceptions.ts'
import { Float, float, int, isFloat, type Numeric, type Value } from './values.ts'

/** Bits of the largest power that is worked out. */
const MAX_BITS = 65_536
const TWO_64 = 64n

/** As a double. @throws PythonError where an int is too large. */
export function toDouble(value: Numeric): number {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  const double = Number(value)
  return Number.isFinite(double) ? double : raise('OverflowError', 'int too large to convert to float')
}

/** An int or bool as a bigint. */
export function toBig(value: Numeric): bigint {
  return BigInt(value as number | bigint | boolean)
}

export function addNumbers(a: Numeric, b: Numeric): Value {
  if (areSmall(a, b)) {
    const sum = (a as number) + (b as number)
    if (Number.isSafeInteger(sum)) return sum
  }
  if (isFloat(a) || isFloat(b)) return float(toDouble(a) + toDouble(b))
  return sized(toBig(a) + toBig(b))
}

export function subtractNumbers(a: Numeric, b: Numeric): Value {
  if (areSmall(a, b)) {
    const difference = (a as number) - (b as number)
    if (Number.isSafeInteger(difference)) return difference
  }
  if (isFloat(a) || isFloat(b)) return float(toDouble(a) - toDouble(b))
  return sized(toBig(a) - toBig(b))
}

export function multiplyNumbers(a: Numeric, b: Numeric): Value {
  if (areSmall(a, b)) {
    const product = (a as number) * (b as number)
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product
  }
  if (isFloat(a) || isFloat(b)) return float(toDouble(a) * toDouble(b))
  return sized(toBig(a) * toBig(b))
}

/** `a / b`, rounded once, whatever the size of the ints. */
export function divideNumbers(a: Numeric, b: Numeric): Value {
  if (isZero(b))
    raise('ZeroDivisionError', isFloat(a) || isFloat(b) ? 'float division by zero' : 'division by zero')
  if (isFloat(a) || isFloat(b) || (typeof a !== 'bigint' && typeof b !== 'bigint'))
    return float(toDouble(a) / toDouble(b))
  return float(quotient(toBig(a), toBig(b)))
}

export function floorDivideNumbers(a: Numeric, b: Numeric): Value {
  if (isFloat(a) || isFloat(b)) return float(floatDivmod(toDouble(a), toDouble(b))[0])
  if (isZero(b)) raise('ZeroDivisionError', 'integer division or modulo by zero')
  const [x, y] = [toBig(a), toBig(b)]
  const whole = x / y
  return sized(x % y !== 0n && x < 0n !== y < 0n ? whole - 1n : whole)
}

/** `a % b`: has the sign of b. */
export function moduloNumbers(a: Numeric, b: Numeric): Value {
  if (isFloat(a) || isFloat(b)) return float(floatDivmod(toDouble(a), toDouble(b))[1])
  if (isZero(b)) raise('ZeroDivisionError', 'integer modulo by zero')
  const y = toBig(b)
  const rest = toBig(a) % y
  return sized(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest)
}

/** `a ** b` */
export function powerNumbers(a: Numeric, b: Numeric): Value {
  if (isFloat(a) || isFloat(b) || toBig(b) < 0n) return float(floatPower(toDouble(a), toDouble(b)))
  const [base, exponent] = [toBig(a), toBig(b)]
  const bits = base < 0n ? (-base).toString(2).length : base.toString(2).length
  if (base !== 0n && base !== 1n && base !== -1n && BigInt(bits) * exponent > MAX_BITS)
    raise('BudgetError', `a power of more than ${MAX_BITS} bits is not worked out`)
  if (base === 1n || base === 0n) return exponent === 0n ? 1 : Number(base)
  if (base === -1n) return exponent % 2n === 0n ? 1 : -1
  return sized(base ** exponent)
}

export function isZero(value: Numeric): boolean {
  return value instanceof Float ? value.value === 0 : !value && !Number.isNaN(value)
}

/** `round(value)` to an int: halves to the even one. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1
}

/** A float as an int, cut. @throws PythonError for infinities and NaN. */
export function truncate(value: number): Value {
  if (Number.isNaN(value)) raise('ValueError', 'cannot convert float NaN to integer')
  if (!Number.isFinite(value)) raise('OverflowError', 'cannot convert float infinity to integer')
  return int(BigInt(Math.trunc(value)))
}

/** Whether both are ints that a double holds. */
function areSmall(a: Numeric, b: Numeric): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b)
}

/** An int, its size paid for: squaring one again and again doubles its digits each time. */
function sized(value: bigint): number | bigint {
  const small = int(value)
  if (typeof small === 'bigint') {
    const digits = bitLength(value) / 4
    if (digits > MAX_BITS) raise('BudgetError', `an int of more than ${4 * MAX_BITS} bits is not worked out`)
    spend(1 + digits / 64)
    grow(digits)
  }
  return small
}

function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  // Below 2^1023 the double tells; above it the hexadecimal digits do.
  const double = Number(magnitude)
  return Number.isFinite(double) ? Math.log2(double) : magnitude.toString(16).length * 4
}

function floatPower(a: number, b: number): number {
  if (a === 0 && b < 0) raise('ZeroDivisionError', '0.0 cannot be raised to a negative power')
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b))
    raise(
      'TypeError',
      'a negative number to a power that is no integer is a complex number, and there are none here',
    )
  if (a === 1 || b === 0) return 1
  if (a === -1 && !Number.isFinite(b) && !Number.isNaN(b)) return 1
  const power = a ** b
  if (!Number.isFinite(power) && Number.isFinite(a) && Number.isFinite(b))
    raise('OverflowError', "(34, 'Numerical result out of range')")
  return power
}

function floatDivmod(a: number, b: number): [number, number] {
  if (b === 0) raise('ZeroDivisionError', 'float floor division by zero')
  let rest = a % b
  let whole = (a - rest) / b
  if (rest !== 0) {
    if (b < 0 !== rest < 0) {
      rest += b
      whole -= 1
    }
  } else rest = b < 0 ? -0 : 0
  if (whole === 0) return [a / b < 0 || Object.is(a / b, -0) ? -0 : 0, rest]
  const floor = Math.floor(whole)
  return [whole - floor > 0.5 ? floor + 1 : floor, rest]
}

/** The double nearest to a / b: 64 bits and one that says whether something was cut. */
function quotient(a: bigint, b: bigint): number {
  const negative = a < 0n !== b < 0n
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  const shift = BigInt(Math.max(0, y.toString(2).length - x.toString(2).length)) + TWO_64
  const scaled = x << shift
  let whole = scaled / y
  if (scaled % y !== 0n) whole |= 1n
  // A wide quotient is brought down to where a double holds it, before the power of two is taken off.
  const extra = Math.max(0, whole.toString(2).length - 900)
  const double =
    (Number(whole >> BigInt(extra)) * 2 ** (extra - Math.min(Number(shift), 1000))) /
    2 ** Math.max(0, Number(shift) - 1000)
  if (!Number.isFinite(double)) raise('OverflowError', 'integer division result too large for a float')
  return negative ? -double : double
}
