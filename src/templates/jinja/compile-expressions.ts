/** Expressions to closures. */
import { grow, growElements, spend } from '../budget.ts'
import { getAttribute, getItem, isKeyOnly } from '../python/access.ts'
import { contains, equals, order } from '../python/comparison.ts'
import { Dict } from '../python/dict.ts'
import { raise } from '../python/exceptions.ts'
import { escapeHtml } from '../python/html.ts'
import {
  add,
  divide,
  floorDivide,
  modulo,
  multiply,
  negate,
  positive,
  power,
  subtract,
} from '../python/operators.ts'
import { str } from '../python/repr.ts'
import { slice } from '../python/slice.ts'
import { Undefined } from '../python/undefined.ts'
import { isTrue, List, Markup, Tuple, type Value } from '../python/values.ts'
import { compileCall, compileFilter } from './compile-calls.ts'
import { compileName } from './compile-variable.ts'
import { isConstant } from './constants.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './scope.ts'
import type { BinaryOperator, CompareOperator, Expression } from './types.ts'

/** Works out a value. @throws PythonError */
export type Evaluate = (scope: Scope) => Value

const BINARY: { readonly [operator in BinaryOperator]: (a: Value, b: Value) => Value } = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '//': floorDivide,
  '%': modulo,
  '**': power,
}

const COMPARE: { readonly [operator in CompareOperator]: (a: Value, b: Value) => boolean } = {
  '==': equals,
  '!=': (a, b) => !equals(a, b),
  '<': (a, b) => order(a, '<', b),
  '<=': (a, b) => order(a, '<=', b),
  '>': (a, b) => order(a, '>', b),
  '>=': (a, b) => order(a, '>=', b),
  in: (a, b) => contains(b, a),
  'not in': (a, b) => !contains(b, a),
}

export function compileExpression(node: Expression, frame: Frame): Evaluate {
  const compile = (child: Expression) => compileExpression(child, frame)
  const { at } = node
  switch (node.kind) {
    case 'constant': {
      const { value } = node
      return () => value
    }
    case 'name':
      return compileName(node.name, frame)
    case 'list':
    case 'tuple': {
      const items = node.items.map(compile)
      const type = node.kind === 'list' ? List : Tuple
      return scope => {
        growElements(items.length)
        return new type(items.map(item => item(scope)))
      }
    }
    case 'dict': {
      const pairs = node.pairs.map(([key, value]) => [compile(key), compile(value)] as const)
      return scope => {
        const made = new Dict()
        for (const [key, value] of pairs) {
          const name = key(scope)
          made.set(name, value(scope))
        }
        return made
      }
    }
    case 'concat':
      return concat(node.items.map(compile), frame.escapes === true && !isConstant(node))
    case 'attribute': {
      const object = compile(node.object)
      const { name } = node
      const isKey = isKeyOnly(name)
      return scope => {
        const value = object(scope)
        scope.run.at.offset = at
        // What templates do most: a member of a dict, and not one of its methods.
        if (!isKey || !(value instanceof Dict)) return getAttribute(value, name)
        const member = value.get(name)
        return member === undefined ? Undefined.member(value, name) : member
      }
    }
    case 'item': {
      const [object, key] = [compile(node.object), compile(node.key)]
      return scope => {
        const value = object(scope)
        const name = key(scope)
        scope.run.at.offset = at
        return getItem(value, name)
      }
    }
    case 'slice': {
      const object = compile(node.object)
      const [start, stop, step] = node.bounds.map(bound => (bound === undefined ? undefined : compile(bound)))
      return scope => {
        const value = object(scope)
        const bounds = {
          start: start?.(scope) ?? null,
          stop: stop?.(scope) ?? null,
          step: step?.(scope) ?? null,
        }
        scope.run.at.offset = at
        return slice(value, bounds)
      }
    }
    case 'call':
      return compileCall(node, frame)
    case 'filter':
    case 'test':
      return compileFilter(node, frame)
    case 'binary': {
      const [left, right] = [compile(node.left), compile(node.right)]
      const work = BINARY[node.operator]
      return scope => {
        const a = left(scope)
        const b = right(scope)
        scope.run.at.offset = at
        spend()
        return work(a, b)
      }
    }
    case 'and':
    case 'or': {
      const [left, right] = [compile(node.left), compile(node.right)]
      const goesOn = node.kind === 'and'
      return scope => {
        const value = left(scope)
        return isTrue(value) === goesOn ? right(scope) : value
      }
    }
    case 'not': {
      const operand = compile(node.operand)
      return scope => !isTrue(operand(scope))
    }
    case 'negate':
    case 'positive': {
      const operand = compile(node.operand)
      const work = node.kind === 'negate' ? negate : positive
      return scope => {
        const value = operand(scope)
        scope.run.at.offset = at
        return work(value)
      }
    }
    case 'compare':
      return compare(node, frame)
    case 'if':
      return conditional(node, frame)
  }
}

function concat(items: readonly Evaluate[], escapes: boolean): Evaluate {
  return scope => {
    spend(items.length)
    const values = items.map(item => item(scope))
    if (!escapes || !values.some(value => value instanceof Markup)) {
      let text = ''
      for (const value of values) {
        const piece = str(value)
        grow(piece.length)
        text += piece
      }
      return text
    }
    let text = ''
    for (const value of values) {
      const piece = escapeHtml(value).text
      grow(piece.length)
      text += piece
    }
    return new Markup(text)
  }
}

function compare(node: Expression & { kind: 'compare' }, frame: Frame): Evaluate {
  const first = compileExpression(node.first, frame)
  const rest = node.rest.map(({ operator, operand }) => ({
    holds: COMPARE[operator],
    operand: compileExpression(operand, frame),
  }))
  const { at } = node
  const [only] = rest
  if (rest.length === 1 && only !== undefined) {
    const { holds, operand } = only
    return scope => {
      const a = first(scope)
      const b = operand(scope)
      scope.run.at.offset = at
      return holds(a, b)
    }
  }
  return scope => {
    let a = first(scope)
    for (const { holds, operand } of rest) {
      const b = operand(scope)
      scope.run.at.offset = at
      spend()
      if (!holds(a, b)) return false
      a = b
    }
    return true
  }
}

function conditional(node: Expression & { kind: 'if' }, outer: Frame): Evaluate {
  const frame = outer.soft()
  const test = compileExpression(node.test, frame)
  const then = compileExpression(node.value, frame)
  const otherwise = node.otherwise === undefined ? undefined : compileExpression(node.otherwise, frame)
  return scope => {
    if (isTrue(test(scope))) return then(scope)
    if (otherwise !== undefined) return otherwise(scope)
    return new Undefined(() => 'the inline if-expression evaluated to false and no else section was defined.')
  }
}

/** @throws PythonError for what cannot be called. */
export function notCallable(value: Value, type: string): never {
  return value instanceof Undefined ? value.fail() : raise('TypeError', `'${type}' object is not callable`)
}
