/** What is assigned to, to closures. */
import { raise } from '../python/exceptions.ts'
import { cursorOf } from '../python/iteration.ts'
import { typeName, type Value } from '../python/values.ts'
import { compileRead } from './compile-variable.ts'
import type { Assign, Frame } from './frame.ts'
import type { Namespace } from './globals.ts'
import type { Target } from './types.ts'

/** What a target does with a value that is assigned to it. */
export function compileTarget(target: Target, frame: Frame): Assign {
  switch (target.kind) {
    case 'name': {
      const { slot } = frame.symbols.ref(target.name)
      const { name } = target
      if (!frame.top)
        return (scope, value) => {
          scope.slots[slot] = value
        }
      return (scope, value) => {
        scope.slots[slot] = value
        scope.run.vars.set(name, value)
      }
    }
    case 'member': {
      const read = compileRead(frame.symbols.ref(target.name), frame)
      const { attribute } = target
      return (scope, value) => (read(scope) as Namespace).set(attribute, value)
    }
    case 'tuple':
      return unpack(target.items.map(item => compileTarget(item, frame)))
  }
}

function unpack(targets: readonly Assign[]): Assign {
  return (scope, value) => {
    if (
      value === null ||
      (typeof value === 'object' ? value.cursor() === undefined : typeof value !== 'string')
    )
      return raise('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
    const cursor = cursorOf(value)
    const values: Value[] = []
    for (let next = cursor.next(); next !== undefined; next = cursor.next()) {
      if (values.length === targets.length)
        raise('ValueError', `too many values to unpack (expected ${targets.length})`)
      values.push(next)
    }
    if (values.length < targets.length)
      raise('ValueError', `not enough values to unpack (expected ${targets.length}, got ${values.length})`)
    targets.forEach((assign, i) => {
      assign(scope, values[i]!)
    })
  }
}
