/** `value.name` and `value[key]` as Jinja2's sandbox gives them: own data and the methods of Python's types, nothing else. */
import { BoundMethod, type Natives } from './arguments.ts'
import { Dict } from './dict.ts'
import { dictMethods } from './dict-methods.ts'
import { isRaised, LOOKUP_ERRORS, raise } from './exceptions.ts'
import { listMethods, tupleMethods } from './list-methods.ts'
import { floatMethods, intMethods, numberAttribute } from './number-methods.ts'
import { index } from './operators.ts'
import { Range } from './range.ts'
import { pick } from './slice.ts'
import { strMethods } from './str-methods.ts'
import { Undefined } from './undefined.ts'
import {
  isFloat,
  isNumeric,
  isString,
  List,
  orElse,
  PyObject,
  plain,
  Tuple,
  typeName,
  type Value,
} from './values.ts'

/** Attributes that every object of Python has, all of them closed. */
const OF_EVERY_OBJECT = new Set(
  `class delattr dir doc eq format ge getattribute getstate gt hash init init_subclass le lt ne new reduce reduce_ex
  repr setattr sizeof str subclasshook`
    .split(/\s+/)
    .map(name => `__${name}__`),
)

/** `value.name`: the attribute before the item, or the attribute alone. */
export function getAttribute(value: Value, name: string, attributesOnly = false): Value {
  if (OF_EVERY_OBJECT.has(name)) return Undefined.unsafe(value, name)
  if (value instanceof Undefined) {
    if (name.startsWith('_undefined_')) return Undefined.unsafe(value, name)
    return value.fail()
  }
  const attribute = findAttribute(value, name)
  if (attribute !== undefined) return attribute
  if (value instanceof Dict && !attributesOnly)
    return orElse(value.get(name), () => Undefined.member(value, name))
  return Undefined.member(value, name)
}

/** Whether a dict has nothing of that name but what is put into it. */
export function isKeyOnly(name: string): boolean {
  return !OF_EVERY_OBJECT.has(name) && !dictMethods.has(name)
}

/** `value[key]`: the item before the attribute. */
export function getItem(value: Value, key: Value): Value {
  if (value instanceof Dict && typeof key === 'string') {
    const item = value.get(key)
    if (item !== undefined) return item
  } else {
    const item = findItem(value, key)
    if (item !== undefined) return item
  }
  if (isString(key)) {
    const name = plain(key)
    if (OF_EVERY_OBJECT.has(name)) return Undefined.unsafe(value, name)
    const attribute = findAttribute(value, name)
    if (attribute !== undefined) return attribute
  }
  return Undefined.member(value, isString(key) ? plain(key) : key)
}

/** `value[key]` as Python has it: errors are thrown. @throws PythonError */
export function subscript(value: Value, key: Value): Value {
  if (value instanceof Dict) return value.item(key)
  if (value instanceof Undefined) return value.fail()
  if (isString(value)) {
    const place = index(key, `string indices must be integers, not '${typeName(key)}'`)
    return orElse(pick(value, place), () => raise('IndexError', 'string index out of range'))
  }
  if (value instanceof List || value instanceof Tuple || value instanceof Range) {
    const place = index(key, `${value.type} indices must be integers or slices, not ${typeName(key)}`)
    return orElse(pick(value, place), () => raise('IndexError', `${value.type} index out of range`))
  }
  if (value instanceof PyObject) return value.item(key)
  return raise('TypeError', `'${typeName(value)}' object is not subscriptable`)
}

function findItem(value: Value, key: Value): Value | undefined {
  if (typeof key === 'number' && value instanceof List) {
    const item = value.items[key < 0 ? key + value.items.length : key]
    if (item !== undefined) return item
  }
  try {
    return subscript(value, key)
  } catch (error) {
    if (isRaised(error, 'TypeError', ...LOOKUP_ERRORS)) return undefined
    throw error
  }
}

function findAttribute(value: Value, name: string): Value | undefined {
  const own = isNumeric(value)
    ? numberAttribute(value, name)
    : value instanceof PyObject
      ? value.attribute(name)
      : undefined
  if (own !== undefined) return own
  if (value === null) return undefined
  const native = methodsOf(value)?.get(name)
  return native === undefined ? undefined : new BoundMethod(value, native, typeName(value))
}

function methodsOf(value: Value): Natives | undefined {
  if (isString(value)) return strMethods
  if (value instanceof Dict) return dictMethods
  if (value instanceof List) return listMethods
  if (value instanceof Tuple || value instanceof Range) return tupleMethods
  if (isNumeric(value)) return isFloat(value) ? floatMethods : intMethods
  return undefined
}
