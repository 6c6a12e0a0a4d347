/** Reading variables, to closures. */
import { Undefined } from '../python/undefined.ts'
import type { Value } from '../python/values.ts'
import type { Evaluate } from './compile-expressions.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './scope.ts'
import type { Variable } from './symbols.ts'

/** Reads a name. */
export function compileName(name: string, frame: Frame): Evaluate {
  const read = compileRead(frame.symbols.ref(name), frame)
  return scope => {
    const value = read(scope)
    return value === undefined ? Undefined.named(name) : value
  }
}

/** Reads a variable; undefined where nothing was assigned to it. */
export function compileRead(variable: Variable, frame: Frame): (scope: Scope) => Value | undefined {
  const { slot, owner } = variable
  switch (frame.slots.distance(owner)) {
    case 0:
      return scope => scope.slots[slot]
    case 1:
      return scope => scope.parent!.slots[slot]
    default: {
      const hops = frame.slots.distance(owner)
      return scope => {
        let at = scope
        for (let i = 0; i < hops; i++) at = at.parent!
        return at.slots[slot]
      }
    }
  }
}
