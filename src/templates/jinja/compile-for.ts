/** `{% for %}` to closures. */
import { spend } from '../budget.ts'
import { refuse } from '../error.ts'
import { cursorOf } from '../python/iteration.ts'
import { str } from '../python/repr.ts'
import { type Cursor, isTrue, Lazy, Tuple, type Value } from '../python/values.ts'
import { compileExpression, type Evaluate } from './compile-expressions.ts'
import { compileBody } from './compile-statements.ts'
import { compileTarget } from './compile-target.ts'
import type { Execute, Frame } from './frame.ts'
import { LoopContext, type Recurse } from './loop.ts'
import { assignedAt, undeclared } from './names.ts'
import { captured, Output, Scope } from './scope.ts'
import type { Body, ForNode, Statement, Target } from './types.ts'

/** Goes through values: body, or what stands under `else` where there is none. */
type Loop = (scope: Scope, values: Value, out: Output, depth0: number, recurse?: Recurse) => void

/** A loop, plain, with `loop`, filtered or recursive. */
export function compileFor(node: ForNode, frame: Frame): Execute {
  const assigned = assignedAt(node, 'loop')
  if (assigned !== undefined)
    refuse(assigned, "Can't assign to special loop variable in for-loop target", '', 'TemplateAssertionError')
  const iterable = compileExpression(node.iterable, frame)
  const filter = node.test === undefined ? undefined : compileTest(node, frame)
  if (node.recursive) return compileRecursive(node, frame, iterable, filter)
  const loop = compileLoop(node, frame, frame.inner(), frame.inner(), filter)
  return (scope, out) => loop(scope, iterable(scope), out, 0)
}

function compileRecursive(
  node: ForNode,
  frame: Frame,
  iterable: Evaluate,
  filter: Filter | undefined,
): Execute {
  const inner = frame.inFunction()
  const other = inner.beside()
  const loop = compileLoop(node, frame, inner, other, filter)
  const { slots } = inner
  return (scope, out) => {
    const run: Recurse = (values, depth0) => {
      const text = new Output(depth0 === 0 ? out.escape : undefined)
      loop(new Scope(scope.run, slots.count, scope), values, text, depth0, run)
      return captured(text.text, frame.escapes)
    }
    out.write(str(run(iterable(scope), 0)))
  }
}

function compileLoop(
  node: ForNode,
  outer: Frame,
  frame: Frame,
  other: Frame,
  filter: Filter | undefined,
): Loop {
  const isExtended = node.recursive || undeclared(node.body, 'loop').has('loop') || hasScopedBlock(node.body)
  const loopSlot = isExtended ? frame.symbols.declareParameter('loop').slot : -1
  frame.symbols.declareTarget(node.target)
  frame.symbols.analyze(node.body)
  other.symbols.analyze(node.otherwise)
  const assign = compileTarget(node.target, frame)
  const body = compileBody(node.body, frame)
  const enter = frame.enter()
  const leave = frame.leave()
  const otherwise = compileBody(node.otherwise, other)
  const enterOther = other.enter()
  const leaveOther = other.leave()
  const isFunction = frame.slots !== outer.slots
  return (scope, values, out, depth0, recurse) => {
    // The filter's variables are found from where the loop stands.
    const from = filter === undefined ? values : filter(isFunction ? scope.parent! : scope, values)
    let any = false
    if (isExtended) {
      const context = new LoopContext(from, recurse, depth0)
      for (let item = context.next(); item !== undefined; item = context.next()) {
        spend()
        any = true
        assign(scope, item)
        scope.slots[loopSlot] = context
        enter(scope)
        body(scope, out)
      }
    } else {
      const cursor = cursorOf(from)
      for (let item = cursor.next(); item !== undefined; item = cursor.next()) {
        spend()
        any = true
        assign(scope, item)
        enter(scope)
        body(scope, out)
      }
    }
    leave(scope)
    if (any) return
    enterOther(scope)
    otherwise(scope, out)
    leaveOther(scope)
  }
}

type Filter = (scope: Scope, values: Value) => Value

/** `if` of a loop: a generator with variables of its own. */
function compileTest(node: ForNode, outer: Frame): Filter {
  const frame = outer.inFunction()
  frame.symbols.declareTarget(node.target)
  frame.symbols.read(node.test)
  const assign = compileTarget(node.target, frame)
  const test = compileExpression(node.test!, frame)
  const rebuilt = compileRebuilt(node.target, frame)
  const enter = frame.enter()
  const { slots } = frame
  return (scope, values) => {
    let inner: Scope | undefined
    let cursor: Cursor | undefined
    return new Lazy('generator', () => {
      if (inner === undefined || cursor === undefined) {
        inner = new Scope(scope.run, slots.count, scope)
        enter(inner)
        cursor = cursorOf(values)
      }
      for (let item = cursor.next(); item !== undefined; item = cursor.next()) {
        spend()
        assign(inner, item)
        if (isTrue(test(inner))) return rebuilt(inner.slots)
      }
      return undefined
    })
  }
}

/** What was unpacked, put together again: a tuple, whatever it was before. */
function compileRebuilt(target: Target, frame: Frame): (slots: readonly (Value | undefined)[]) => Value {
  if (target.kind === 'tuple') {
    const parts = target.items.map(item => compileRebuilt(item, frame))
    return slots => new Tuple(parts.map(part => part(slots)))
  }
  const { slot } = frame.symbols.ref(target.name)
  return slots => slots[slot]!
}

function hasScopedBlock(body: Body): boolean {
  return body.some((node: Statement) => {
    if (node.kind === 'block' && node.scoped) return true
    if (node.kind === 'if')
      return hasScopedBlock(node.otherwise) || node.branches.some(branch => hasScopedBlock(branch.body))
    return 'body' in node && hasScopedBlock(node.body)
  })
}
