import { getAttribute } from '../../python/access.ts'
import { natives } from '../../python/arguments.ts'
import { raise } from '../../python/exceptions.ts'
import { pprint } from '../../python/pprint.ts'
import { toJson } from '../../python/to-json.ts'
import { Undefined } from '../../python/undefined.ts'
import { isString, isTrue, Markup, plain, type Value } from '../../python/values.ts'

const standard: readonly [string, (...values: Value[]) => Value] = [
  'default_value? boolean?',
  (value, otherwise = '', boolean = false) =>
    value instanceof Undefined || (isTrue(boolean) && !isTrue(value!)) ? otherwise : value!,
]

/** Filters on values of any kind. */
export const valueFilters = natives({
  attr: [
    'name',
    (value, name) =>
      isString(name!)
        ? getAttribute(value!, plain(name!), true)
        : raise('TypeError', 'attribute name must be string'),
  ],
  d: standard,
  default: standard,
  pprint: ['', value => pprint(value!)],
  tojson: ['indent?', (value, indent = null) => new Markup(htmlSafe(toJson(value!, indent)))],
})

const UNSAFE: { readonly [character: string]: string } = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
}

function htmlSafe(json: string): string {
  return /[<>&']/.test(json) ? json.replace(/[<>&']/g, character => UNSAFE[character]!) : json
}
