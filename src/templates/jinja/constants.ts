import type { CallArguments, Expression } from './types.ts'

/** Filters that need the context; what they make is never known beforehand. */
const OF_CONTEXT = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr', 'random'])

/** Whether Jinja2 works the expression out when it compiles: nothing in it is named or called, and where `withFilters` is false no filter is in it. */
export function isConstant(node: Expression, withFilters = true): boolean {
  const isKnown = (each: Expression | undefined) => each === undefined || isConstant(each, withFilters)
  switch (node.kind) {
    case 'constant':
      return true
    case 'name':
    case 'call':
      return false
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items.every(isKnown)
    case 'dict':
      return node.pairs.flat().every(isKnown)
    case 'attribute':
      return isKnown(node.object)
    case 'item':
      return isKnown(node.object) && isKnown(node.key)
    case 'slice':
      return isKnown(node.object) && node.bounds.every(isKnown)
    case 'filter':
    case 'test':
      return (
        withFilters &&
        node.subject !== undefined &&
        isKnown(node.subject) &&
        !OF_CONTEXT.has(node.name) &&
        argumentsOf(node.given).every(isKnown)
      )
    case 'binary':
    case 'and':
    case 'or':
      return isKnown(node.left) && isKnown(node.right)
    case 'not':
    case 'negate':
    case 'positive':
      return isKnown(node.operand)
    case 'compare':
      return isKnown(node.first) && node.rest.every(({ operand }) => isKnown(operand))
    case 'if':
      return (
        isKnown(node.test) && isKnown(node.value) && node.otherwise !== undefined && isKnown(node.otherwise)
      )
  }
}

function argumentsOf({ args, keywords, star, doubleStar }: CallArguments): (Expression | undefined)[] {
  return [...args, ...keywords.map(({ value }) => value), star, doubleStar]
}
