import { natives } from '../../python/arguments.ts'
import { isRaised, raise } from '../../python/exceptions.ts'
import { formatMagnitude, roundTo } from '../../python/float-format.ts'
import { parseFloatText, parseIntText } from '../../python/number-text.ts'
import { roundHalfEven, toBig, toDouble, truncate } from '../../python/numbers.ts'
import { divide, index, multiply, power } from '../../python/operators.ts'
import { Undefined } from '../../python/undefined.ts'
import {
  float,
  int,
  isFloat,
  isInteger,
  isNumeric,
  isString,
  isTrue,
  type Numeric,
  plain,
  typeName,
  type Value,
} from '../../python/values.ts'

const PREFIXES = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']

/** Filters that make numbers. */
export const numberFilters = natives({
  abs: [
    '/',
    value => {
      if (!isNumeric(value!)) return raise('TypeError', `bad operand type for abs(): '${typeName(value!)}'`)
      if (isFloat(value)) return float(Math.abs(toDouble(value)))
      const big = toBig(value)
      return int(big < 0n ? -big : big)
    },
  ],
  int: ['default? base?', (value, standard = 0, base = 10) => toInt(value!, standard, base)],
  float: [
    'default?',
    (value, standard = float(0)) => {
      try {
        return toFloat(value!)
      } catch (error) {
        if (isRaised(error, 'TypeError', 'ValueError')) return standard
        throw error
      }
    },
  ],
  round: [
    'precision? method?',
    (value, precision = 0, method = 'common') => round(value!, precision, method),
  ],
  filesizeformat: [
    'binary?',
    (value, binary = false) => fileSize(toDouble(toFloat(value!) as Numeric), isTrue(binary)),
  ],
})

/** `float(value)`. @throws PythonError */
export function toFloat(value: Value): Value {
  if (isNumeric(value)) return float(toDouble(value))
  if (isString(value)) return float(parseFloatText(plain(value)))
  return fail(value, `float() argument must be a string or a real number, not '${typeName(value)}'`)
}

function toInt(value: Value, standard: Value, base: Value): Value {
  try {
    if (isString(value)) return parseIntText(plain(value), index(base))
    if (isInteger(value)) return int(toBig(value))
    if (isFloat(value)) return truncate(toDouble(value))
    return fail(value, 'int() argument must be a string or a real number')
  } catch (error) {
    if (!isRaised(error, 'TypeError', 'ValueError')) throw error
    try {
      return truncate(toDouble(toFloat(value) as Numeric))
    } catch (second) {
      if (isRaised(second, 'TypeError', 'ValueError', 'OverflowError')) return standard
      throw second
    }
  }
}

function round(value: Value, precision: Value, method: Value): Value {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    return raise('FilterArgumentError', 'method must be common, ceil or floor')
  if (method !== 'common') {
    const scaled = multiply(value, power(10, precision))
    if (!isNumeric(scaled)) return fail(value, `must be real number, not ${typeName(value)}`)
    return divide(whole(scaled, method), power(10, precision))
  }
  if (!isNumeric(value)) return raise('TypeError', `type ${typeName(value)} doesn't define __round__ method`)
  const digits = precision === null ? null : index(precision)
  if (isFloat(value)) {
    const double = toDouble(value)
    if (digits !== null) return float(roundTo(double, digits))
    return Number.isFinite(double) ? int(BigInt(roundHalfEven(double))) : truncate(double)
  }
  return digits === null || digits >= 0 ? int(toBig(value)) : roundInteger(toBig(value), -digits)
}

function whole(value: Numeric, method: 'ceil' | 'floor'): Value {
  if (!isFloat(value)) return int(toBig(value))
  const double = toDouble(value)
  return truncate(method === 'ceil' ? Math.ceil(double) : Math.floor(double))
}

/** An int to a power of ten, halves to the even one. */
function roundInteger(value: bigint, zeros: number): Value {
  if (zeros > 10_000) return 0
  const unit = 10n ** BigInt(zeros)
  let rest = value % unit
  if (rest < 0n) rest += unit
  const low = value - rest
  const up = 2n * rest > unit || (2n * rest === unit && (low / unit) % 2n !== 0n)
  return int(up ? low + unit : low)
}

function fileSize(bytes: number, binary: boolean): string {
  const base = binary ? 1024 : 1000
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${truncate(bytes)} Bytes`
  let unit = base
  for (const [i, prefix] of PREFIXES.entries()) {
    unit *= base
    if (bytes < unit || i === PREFIXES.length - 1)
      return `${formatMagnitude((base * bytes) / unit, 'f', 1, false)} ${binary ? `${prefix === 'k' ? 'K' : prefix}iB` : `${prefix}B`}`
  }
  return raise('ValueError', 'cannot convert float NaN to integer')
}

function fail(value: Value, message: string): never {
  if (value instanceof Undefined) value.fail()
  return raise('TypeError', message)
}
