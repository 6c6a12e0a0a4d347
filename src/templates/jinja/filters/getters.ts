/** What filters look at in each value: an attribute by its path, in lower case where case does not count. */
import { getItem } from '../../python/access.ts'
import { Undefined } from '../../python/undefined.ts'
import { isString, List, Markup, plain, type Value } from '../../python/values.ts'

type Getter = (item: Value) => Value

/** One attribute; without a path the value itself. */
export function attributeGetter(path: Value, foldsCase: boolean, standard: Value = null): Getter {
  const parts = partsOf(path)
  return item => {
    let value = item
    for (const part of parts) {
      value = getItem(value, part)
      if (standard !== null && value instanceof Undefined) value = standard
    }
    return foldsCase ? folded(value) : value
  }
}

/** Several, with commas between their paths: a list of them. */
export function attributesGetter(path: Value, foldsCase: boolean): Getter {
  const paths = isString(path) ? plain(path).split(',') : [path]
  const getters = paths.map(each => attributeGetter(each, foldsCase))
  return item => new List(getters.map(get => get(item)))
}

function partsOf(path: Value): Value[] {
  if (path === null) return []
  if (!isString(path)) return [path]
  return plain(path)
    .split('.')
    .map(part => (/^\d+$/.test(part) ? Number(part) : part))
}

function folded(value: Value): Value {
  if (typeof value === 'string') return value.toLowerCase()
  return value instanceof Markup ? new Markup(value.text.toLowerCase()) : value
}
