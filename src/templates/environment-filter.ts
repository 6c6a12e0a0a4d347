import { type Natives, natives } from './python/arguments.ts'
import { raise } from './python/exceptions.ts'
import { str } from './python/repr.ts'
import { isString, plain, typeName } from './python/values.ts'

/** What `env` may give to templates. */
export interface TemplateEnvironment {
  /** Names, or patterns with `*`, `?` and `[…]`; upper and lower case differ. */
  readonly allow: readonly string[]
  readonly values: { readonly [name: string]: string }
}

/** `env`: a variable whose name is allowed; None for every other. */
export function environmentFilter({ allow, values }: TemplateEnvironment): Natives {
  const patterns = allow.map(pattern)
  return natives({
    env: [
      '',
      name => {
        if (!isString(name!)) return raise('TypeError', `expected str, not ${typeName(name!)}`)
        const wanted = plain(name)
        if (!patterns.some(each => each.test(wanted)) || !Object.hasOwn(values, wanted)) return null
        return values[wanted]!
      },
    ],
  })
}

/** `header_safe`: text without control characters, as it may stand in a header. */
export const headerFilters = natives({
  header_safe: ['', value => withoutControls(str(value!))],
})

/** Text as it may stand in a header. */
export function withoutControls(text: string): string {
  return text.replace(/[\0-\x1f\x7f]/g, '')
}

// As Python's fnmatch: no character is special but * ? and sets.
function pattern(text: string): RegExp {
  let source = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    const end = c === '[' ? text.indexOf(']', i + (text[i + 1] === '!' ? 3 : 2)) : -1
    if (c === '*') source += '.*'
    else if (c === '?') source += '.'
    else if (end > 0) {
      const inside = text.slice(i + 1, end).replace(/[\\\]^]/g, '\\$&')
      source += inside.startsWith('!') ? `[^${inside.slice(1)}]` : `[${inside}]`
      i = end
    } else source += c.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  }
  return new RegExp(`^${source}$`, 's')
}
