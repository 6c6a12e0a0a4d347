/** Calls, filters and tests to closures. */
import { suggest } from '../../config/suggest.ts'
import { spend } from '../budget.ts'
import { refuse } from '../error.ts'
import { Dict } from '../python/dict.ts'
import { raise } from '../python/exceptions.ts'
import { listOf } from '../python/iteration.ts'
import { Callable, isString, type Named, plain, typeName, type Value } from '../python/values.ts'
import { compileExpression, type Evaluate, notCallable } from './compile-expressions.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './scope.ts'
import type { CallArguments, Expression } from './types.ts'

/** Arguments as a call takes them. */
export interface Given {
  readonly args: readonly Value[]
  readonly named: Named
}

const NOTHING: Given = { args: [], named: undefined }

/** A call; `caller` is what a call block hands over. */
export function compileCall(
  node: Expression & { kind: 'call' },
  frame: Frame,
  caller?: (scope: Scope) => Value,
): Evaluate {
  const callee = compileExpression(node.callee, frame)
  const given = compileArguments(node.given, frame)
  const { at } = node
  return scope => {
    const target = callee(scope)
    const { args, named } = given(scope)
    spend()
    const all = caller === undefined ? named : new Map([...(named ?? []), ['caller', caller(scope)] as const])
    scope.run.at.offset = at
    if (!(target instanceof Callable)) return notCallable(target, typeName(target))
    return target.call(args, all)
  }
}

/** A filter or a test on its subject, or on the text of a block. */
export function compileFilter(
  node: Expression & { kind: 'filter' | 'test' },
  frame: Frame,
  block?: Evaluate,
): Evaluate {
  const { name, kind, at } = node
  const { environment, warnings } = frame.compilation
  const table = kind === 'filter' ? environment.filters : environment.tests
  const native = table.get(name)
  if (native === undefined) {
    const hint = suggest(name, [...table.keys()])
    if (!frame.isSoft) refuse(at, `No ${kind} named '${name}'.`, hint, 'TemplateAssertionError')
    warnings.push({ offset: at, message: `no ${kind} named '${name}'; an error where it is reached`, hint })
  }
  const subject =
    node.subject === undefined
      ? (block ?? (() => ''))
      : node.subject.kind === 'filter' && block !== undefined
        ? compileFilter(node.subject, frame, block)
        : compileExpression(node.subject, frame)
  const given = compileArguments(node.given, frame)
  return scope => {
    const value = subject(scope)
    const { args, named } = given(scope)
    scope.run.at.offset = at
    if (native === undefined) return raise('TemplateRuntimeError', `No ${kind} named '${name}' found.`)
    return native.invoke(value, args, named)
  }
}

function compileArguments(
  { args, keywords, star, doubleStar }: CallArguments,
  frame: Frame,
): (scope: Scope) => Given {
  const values = args.map(arg => compileExpression(arg, frame))
  if (keywords.length === 0 && star === undefined && doubleStar === undefined) {
    const [first, second] = values
    if (first === undefined) return () => NOTHING
    if (second === undefined) return scope => ({ args: [first(scope)], named: undefined })
    return scope => ({ args: values.map(value => value(scope)), named: undefined })
  }
  const pairs = keywords.map(({ name, value }) => [name, compileExpression(value, frame)] as const)
  const more = star === undefined ? undefined : compileExpression(star, frame)
  const moreNamed = doubleStar === undefined ? undefined : compileExpression(doubleStar, frame)
  return scope => {
    const given = values.map(value => value(scope))
    const named = new Map<string, Value>()
    for (const [name, value] of pairs) named.set(name, value(scope))
    if (more !== undefined) for (const value of listOf(more(scope))) given.push(value)
    if (moreNamed !== undefined) addNamed(named, moreNamed(scope))
    return { args: given, named }
  }
}

function addNamed(named: Map<string, Value>, mapping: Value): void {
  if (!(mapping instanceof Dict))
    raise('TypeError', `argument after ** must be a mapping, not ${typeName(mapping)}`)
  for (const [key, value] of mapping.entries()) {
    const name = isString(key) ? plain(key) : raise('TypeError', 'keywords must be strings')
    if (named.has(name)) raise('TypeError', `got multiple values for keyword argument '${name}'`)
    named.set(name, value)
  }
}
