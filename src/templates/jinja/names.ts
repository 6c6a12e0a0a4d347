/** Which names a part of a template reads and assigns, in the order of the source. */
import type { Body, CallArguments, Expression, MacroNode, Statement, Target } from './types.ts'

/** Told of each name: whether it is read, or else assigned. */
export type NameVisitor = (name: string, isRead: boolean, at: number) => void

/** Of these names, those that are read before they are assigned to. Blocks are not looked into. */
export function undeclared(body: Body, ...names: readonly string[]): Set<string> {
  const wanted = new Set(names)
  const found = new Set<string>()
  visitBody(body, (name, isRead) => {
    if (isRead && wanted.has(name)) found.add(name)
    else if (!isRead) wanted.delete(name)
  })
  return found
}

/** Where a name is assigned to within a statement; undefined where it is not. */
export function assignedAt(statement: Statement, wanted: string): number | undefined {
  let found: number | undefined
  visitBody([statement], (name, isRead, at) => {
    if (!isRead && name === wanted) found ??= at
  })
  return found
}

/** The names that an expression reads. */
export function visitExpression(node: Expression | undefined, visit: NameVisitor): void {
  if (node === undefined) return
  if (node.kind === 'name') visit(node.name, true, node.at)
  for (const child of childrenOf(node)) visitExpression(child, visit)
}

/** The names of a target that are assigned to; of a namespace's member the namespace is read. */
export function visitTarget(target: Target, visit: NameVisitor): void {
  if (target.kind === 'tuple') for (const item of target.items) visitTarget(item, visit)
  else visit(target.name, target.kind === 'member', target.at)
}

/** Everything within statements, nested ones too. */
export function visitBody(body: Body, visit: NameVisitor): void {
  for (const node of body) visitStatement(node, visit)
}

function visitStatement(node: Statement, visit: NameVisitor): void {
  const read = (each: Expression | undefined) => visitExpression(each, visit)
  switch (node.kind) {
    case 'print':
      read(node.value)
      break
    case 'if':
      for (const { test, body } of node.branches) {
        read(test)
        visitBody(body, visit)
      }
      visitBody(node.otherwise, visit)
      break
    case 'for':
      visitTarget(node.target, visit)
      read(node.iterable)
      visitBody(node.body, visit)
      visitBody(node.otherwise, visit)
      read(node.test)
      break
    case 'set':
      visitTarget(node.target, visit)
      read(node.value)
      break
    case 'setBlock':
      visitTarget(node.target, visit)
      read(node.filter)
      visitBody(node.body, visit)
      break
    case 'filterBlock':
      visitBody(node.body, visit)
      read(node.filter)
      break
    case 'with':
      for (const { target } of node.bindings) visitTarget(target, visit)
      for (const { value } of node.bindings) read(value)
      visitBody(node.body, visit)
      break
    case 'autoescape':
      read(node.value)
      visitBody(node.body, visit)
      break
    case 'macro':
      visitMacro(node.macro, visit)
      break
    case 'callBlock':
      read(node.call)
      visitMacro(node.macro, visit)
      break
    case 'include':
      read(node.template)
  }
}

function visitMacro({ parameters, body, at }: MacroNode, visit: NameVisitor): void {
  for (const { name } of parameters) visit(name, false, at)
  for (const { standard } of parameters) visitExpression(standard, visit)
  visitBody(body, visit)
}

function childrenOf(node: Expression): readonly (Expression | undefined)[] {
  switch (node.kind) {
    case 'constant':
    case 'name':
      return []
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items
    case 'dict':
      return node.pairs.flat()
    case 'attribute':
      return [node.object]
    case 'item':
      return [node.object, node.key]
    case 'slice':
      return [node.object, ...node.bounds]
    case 'call':
      return [node.callee, ...argumentsOf(node.given)]
    case 'filter':
    case 'test':
      return [node.subject, ...argumentsOf(node.given)]
    case 'binary':
    case 'and':
    case 'or':
      return [node.left, node.right]
    case 'not':
    case 'negate':
    case 'positive':
      return [node.operand]
    case 'compare':
      return [node.first, ...node.rest.map(({ operand }) => operand)]
    case 'if':
      return [node.test, node.value, node.otherwise]
  }
}

function argumentsOf({ args, keywords, star, doubleStar }: CallArguments): (Expression | undefined)[] {
  return [...args, ...keywords.map(({ value }) => value), star, doubleStar]
}
