import { isCallable, type Natives, natives } from '../python/arguments.ts'
import { contains, equals, isSame, order } from '../python/comparison.ts'
import { Dict } from '../python/dict.ts'
import { hashOf } from '../python/hash.ts'
import { findCursor } from '../python/iteration.ts'
import { modulo } from '../python/operators.ts'
import { str } from '../python/repr.ts'
import { isCase } from '../python/text-case.ts'
import { Undefined } from '../python/undefined.ts'
import {
  isFloat,
  isInteger,
  isNumeric,
  isString,
  Lazy,
  Markup,
  PyObject,
  type Value,
} from '../python/values.ts'

type Test = readonly [string, (value: Value, other?: Value) => boolean]

const eq: Test = ['/other', (value, other) => equals(value, other!)]
const ne: Test = ['/other', (value, other) => !equals(value, other!)]
const gt: Test = ['/other', (value, other) => order(value, '>', other!)]
const ge: Test = ['/other', (value, other) => order(value, '>=', other!)]
const lt: Test = ['/other', (value, other) => order(value, '<', other!)]
const le: Test = ['/other', (value, other) => order(value, '<=', other!)]

/** Every test of Jinja2, over the filters and tests that `filter` and `test` look for. */
export function builtInTests(filters: () => Natives, tests: () => Natives): Natives {
  return natives({
    odd: ['', value => equals(modulo(value!, 2), 1)],
    even: ['', value => equals(modulo(value!, 2), 0)],
    divisibleby: ['num', (value, by) => equals(modulo(value!, by!), 0)],
    defined: ['', value => !(value instanceof Undefined)],
    undefined: ['', value => value instanceof Undefined],
    filter: ['', value => isAmong(filters(), value!)],
    test: ['', value => isAmong(tests(), value!)],
    none: ['', value => value === null],
    boolean: ['', value => typeof value === 'boolean'],
    false: ['', value => value === false],
    true: ['', value => value === true],
    integer: ['', value => isInteger(value!) && typeof value !== 'boolean'],
    float: ['', value => isFloat(value!)],
    lower: ['', value => isCase(str(value!), 'lower')],
    upper: ['', value => isCase(str(value!), 'upper')],
    string: ['', value => isString(value!)],
    mapping: ['', value => value instanceof Dict],
    number: ['', value => isNumeric(value!)],
    sequence: ['', value => isSequence(value!)],
    iterable: ['', value => findCursor(value!) !== undefined],
    callable: ['/', value => isCallable(value!) || value instanceof Undefined],
    sameas: ['other', (value, other) => isSame(value!, other!)],
    escaped: ['', value => value instanceof Markup],
    in: ['seq', (value, container) => contains(container!, value!)],
    '==': eq,
    eq,
    equalto: eq,
    '!=': ne,
    ne,
    '>': gt,
    gt,
    greaterthan: gt,
    ge,
    '>=': ge,
    '<': lt,
    lt,
    lessthan: lt,
    '<=': le,
    le,
  } as Parameters<typeof natives>[0])
}

// What cannot be a key of a dict cannot be looked for in one.
function isAmong(table: Natives, value: Value): boolean {
  const name = hashOf(value)
  return typeof name === 'string' && table.has(name)
}

function isSequence(value: Value): boolean {
  if (isString(value) || value instanceof Undefined) return true
  return (
    value instanceof PyObject &&
    !(value instanceof Lazy) &&
    value.size() !== undefined &&
    !value.type.startsWith('dict_')
  )
}
