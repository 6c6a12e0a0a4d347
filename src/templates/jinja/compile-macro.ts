/** Macros and call blocks to closures. */
import { refuse } from '../error.ts'
import { Dict } from '../python/dict.ts'
import { Undefined } from '../python/undefined.ts'
import { Tuple } from '../python/values.ts'
import { compileExpression, type Evaluate } from './compile-expressions.ts'
import { compileBody } from './compile-statements.ts'
import type { Frame } from './frame.ts'
import { Macro, type MacroShape } from './macro.ts'
import { undeclared } from './names.ts'
import { captured, Output, Scope } from './scope.ts'
import type { MacroNode } from './types.ts'

/** A macro: a value that is made anew wherever its tag is reached. */
export function compileMacro(node: MacroNode, outer: Frame): Evaluate {
  const frame = outer.inFunction()
  for (const { name } of node.parameters) frame.symbols.declareParameter(name)
  for (const { standard } of node.parameters) frame.symbols.read(standard)
  const names = node.parameters.map(({ name }) => name)
  const special = undeclared(node.body, 'caller', 'kwargs', 'varargs')
  if (
    special.has('caller') &&
    node.parameters.some(({ name, standard }) => name === 'caller' && standard === undefined)
  )
    refuse(
      node.at,
      'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
      '',
      'TemplateAssertionError',
    )
  const slotOf = (name: string) =>
    special.has(name) && !names.includes(name) ? frame.symbols.declareParameter(name).slot : -1
  const callerSlot = slotOf('caller')
  const kwargsSlot = slotOf('kwargs')
  const varargsSlot = slotOf('varargs')
  frame.symbols.analyze(node.body)
  const parameters = node.parameters.map(({ name, standard }) => ({
    name,
    slot: frame.symbols.ref(name).slot,
    standard: standard === undefined ? undefined : compileExpression(standard, frame),
  }))
  const body = compileBody(node.body, frame)
  const enter = frame.enter()
  const shape: MacroShape = {
    name: node.name,
    parameters: names,
    takesCaller: special.has('caller'),
    takesKwargs: kwargsSlot >= 0,
    takesVarargs: varargsSlot >= 0,
  }
  const { slots } = frame
  return outside =>
    new Macro(shape, ({ values, caller, kwargs, varargs }) => {
      const scope = new Scope(outside.run, slots.count, outside)
      enter(scope)
      parameters.forEach(({ slot }, i) => {
        scope.slots[slot] = values[i]
      })
      if (callerSlot >= 0) scope.slots[callerSlot] = caller ?? new Undefined(() => 'No caller defined')
      if (kwargsSlot >= 0) scope.slots[kwargsSlot] = Dict.from(kwargs)
      if (varargsSlot >= 0) scope.slots[varargsSlot] = new Tuple([...varargs])
      for (const { name, slot, standard } of parameters) {
        if (scope.slots[slot] !== undefined) continue
        scope.slots[slot] =
          standard === undefined
            ? new Undefined(() => `parameter '${name}' was not provided`)
            : standard(scope)
      }
      const out = new Output()
      body(scope, out)
      return captured(out.text)
    })
}
