/** Python's operators on any values. */
import { grow, growElements } from '../budget.ts'
import { raise } from './exceptions.ts'
import { escapeHtml } from './html.ts'
import {
  addNumbers,
  divideNumbers,
  floorDivideNumbers,
  moduloNumbers,
  multiplyNumbers,
  powerNumbers,
  subtractNumbers,
  toBig,
} from './numbers.ts'
import { percent } from './percent.ts'
import { Undefined } from './undefined.ts'
import {
  Float,
  float,
  int,
  isInteger,
  isNumeric,
  isString,
  List,
  Markup,
  type Numeric,
  plain,
  Tuple,
  typeName,
  type Value,
} from './values.ts'

/** `a + b` */
export function add(a: Value, b: Value): Value {
  if (isNumeric(a) && isNumeric(b)) return addNumbers(a, b)
  failUndefined(a, b)
  if (isString(a)) {
    if (!isString(b)) return raise('TypeError', `can only concatenate str (not "${typeName(b)}") to str`)
    return concatenate(a, b)
  }
  for (const type of [List, Tuple]) {
    if (!(a instanceof type)) continue
    if (!(b instanceof type))
      return raise('TypeError', `can only concatenate ${a.type} (not "${typeName(b)}") to ${a.type}`)
    growElements(a.items.length + b.items.length)
    return new type([...a.items, ...b.items])
  }
  return unsupported('+', a, b)
}

/** `a - b` */
export function subtract(a: Value, b: Value): Value {
  return numeric('-', a, b, subtractNumbers)
}

/** `a * b`: numbers, or a sequence so many times. */
export function multiply(a: Value, b: Value): Value {
  if (isNumeric(a) && isNumeric(b)) return multiplyNumbers(a, b)
  failUndefined(a, b)
  if (isRepeatable(a)) return repeated(a, b)
  if (isRepeatable(b)) return repeated(b, a)
  return unsupported('*', a, b)
}

/** `a / b` */
export function divide(a: Value, b: Value): Value {
  return numeric('/', a, b, divideNumbers)
}

/** `a // b` */
export function floorDivide(a: Value, b: Value): Value {
  return numeric('//', a, b, floorDivideNumbers)
}

/** `a % b`: a remainder, or a text with its fields filled in. */
export function modulo(a: Value, b: Value): Value {
  if (isString(a)) return percent(a, b)
  return numeric('%', a, b, moduloNumbers)
}

/** `a ** b` */
export function power(a: Value, b: Value): Value {
  return numeric('** or pow()', a, b, powerNumbers)
}

/** `-a` */
export function negate(a: Value): Value {
  if (isNumeric(a)) {
    if (isInteger(a)) return int(-toBig(a))
    return float(a instanceof Float ? -a.value : -a)
  }
  return unary('-', a)
}

/** `+a` */
export function positive(a: Value): Value {
  return isNumeric(a) ? (typeof a === 'boolean' ? Number(a) : a) : unary('+', a)
}

/** Ends in the error of an Undefined, where one of the operands is one. @throws PythonError */
export function failUndefined(a: Value, b: Value): void {
  if (a instanceof Undefined) a.fail()
  if (b instanceof Undefined) b.fail()
}

/** An int that counts something: an index, a width, a number of times. @throws PythonError */
export function index(
  value: Value,
  expected = `'${typeName(value)}' object cannot be interpreted as an integer`,
): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER
  return raise('TypeError', expected)
}

function concatenate(a: string | Markup, b: string | Markup): Value {
  if (typeof a === 'string' && typeof b === 'string') {
    grow(a.length + b.length)
    return a + b
  }
  const [left, right] = [escapeHtml(a).text, escapeHtml(b).text]
  grow(left.length + right.length)
  return new Markup(left + right)
}

type Repeatable = string | Markup | List | Tuple

function isRepeatable(value: Value): value is Repeatable {
  return isString(value) || value instanceof List || value instanceof Tuple
}

function repeated(value: Repeatable, times: Value): Value {
  if (!isInteger(times))
    return raise('TypeError', `can't multiply sequence by non-int of type '${typeName(times)}'`)
  const count = Math.max(0, index(times))
  if (isString(value)) {
    const text = plain(value)
    grow(text.length * count)
    return typeof value === 'string' ? text.repeat(count) : new Markup(text.repeat(count))
  }
  growElements(value.items.length * count)
  const items: Value[] = []
  for (let i = 0; value.items.length > 0 && i < count; i++) items.push(...value.items)
  return value instanceof List ? new List(items) : new Tuple(items)
}

function numeric(operator: string, a: Value, b: Value, work: (a: Numeric, b: Numeric) => Value): Value {
  if (isNumeric(a) && isNumeric(b)) return work(a, b)
  failUndefined(a, b)
  return unsupported(operator, a, b)
}

function unsupported(operator: string, a: Value, b: Value): never {
  return raise(
    'TypeError',
    `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
  )
}

function unary(operator: string, a: Value): never {
  if (a instanceof Undefined) a.fail()
  return raise('TypeError', `bad operand type for unary ${operator}: '${typeName(a)}'`)
}
