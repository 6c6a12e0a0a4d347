/** Expressions, by Jinja2's grammar and precedence. */
import { refuse } from '../error.ts'
import { float, int } from '../python/values.ts'
import { parseCall, parseFilter, parsePostfix, parseTest } from './postfix.ts'
import type { TokenStream } from './token-stream.ts'
import { describe } from './tokens.ts'
import type { BinaryOperator, CompareOperator, Expression } from './types.ts'

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const
const CONSTANTS = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])
/** Operations in a row without parentheses: each is a level of the tree. */
const MAX_ROW = 500

/** An expression, with `a if b else c` where that is allowed. */
export function parseExpression(stream: TokenStream, conditional = true): Expression {
  return stream.nested(() => (conditional ? parseConditional(stream) : parseOr(stream)))
}

/** One expression, or several with commas: a tuple. */
export function parseTuple(
  stream: TokenStream,
  options: { conditional?: boolean; parentheses?: boolean } = {},
): Expression {
  const { conditional = true, parentheses = false } = options
  const { at } = stream.current
  const items: Expression[] = []
  let isTuple = false
  for (;;) {
    if (items.length > 0) stream.expect('operator', ',')
    if (isTupleEnd(stream)) break
    items.push(parseExpression(stream, conditional))
    if (!stream.isOperator(',')) break
    isTuple = true
  }
  if (!isTuple) {
    if (items.length > 0) return items[0]!
    if (!parentheses) refuse(stream.current.at, `Expected an expression, got '${describe(stream.current)}'`)
  }
  return { kind: 'tuple', items, at }
}

/** Whether a tuple ends here. */
export function isTupleEnd(stream: TokenStream): boolean {
  return stream.is('variable_end') || stream.is('block_end') || stream.isOperator(')')
}

/** A name, a constant, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const token = stream.current
  const { at } = token
  switch (token.type) {
    case 'name': {
      stream.take()
      const constant = CONSTANTS.get(token.text)
      return constant === undefined
        ? { kind: 'name', name: token.text, at }
        : { kind: 'constant', value: constant, at }
    }
    case 'string': {
      let text = ''
      while (stream.is('string')) text += stream.take().text
      return { kind: 'constant', value: text, at }
    }
    case 'integer':
      stream.take()
      return { kind: 'constant', value: integer(token.text, at), at }
    case 'float':
      stream.take()
      return { kind: 'constant', value: float(Number(token.text)), at }
    default:
      return stream.nested(() => parseBrackets(stream))
  }
}

function integer(text: string, at: number) {
  if (text.length > 4_300) refuse(at, 'an integer of more than 4300 digits')
  return int(BigInt(/^0+$/.test(text) ? 0 : text.toLowerCase()))
}

function parseBrackets(stream: TokenStream): Expression {
  const token = stream.current
  const { at } = token
  if (stream.skipOperator('(')) {
    const inside = parseTuple(stream, { parentheses: true })
    stream.expect('operator', ')')
    return inside
  }
  if (stream.skipOperator('[')) {
    const items: Expression[] = []
    while (!stream.isOperator(']')) {
      if (items.length > 0) stream.expect('operator', ',')
      if (stream.isOperator(']')) break
      items.push(parseExpression(stream))
    }
    stream.expect('operator', ']')
    return { kind: 'list', items, at }
  }
  if (stream.skipOperator('{')) {
    const pairs: [Expression, Expression][] = []
    while (!stream.isOperator('}')) {
      if (pairs.length > 0) stream.expect('operator', ',')
      if (stream.isOperator('}')) break
      const key = parseExpression(stream)
      stream.expect('operator', ':')
      pairs.push([key, parseExpression(stream)])
    }
    stream.expect('operator', '}')
    return { kind: 'dict', pairs, at }
  }
  return refuse(at, `unexpected '${describe(token)}'`)
}

function parseConditional(stream: TokenStream): Expression {
  let value = parseOr(stream)
  for (let row = new Row(stream); row.goesOn(stream.isName('if')); ) {
    const { at } = stream.take()
    const test = parseOr(stream)
    const otherwise = stream.skipName('else') ? stream.nested(() => parseConditional(stream)) : undefined
    value = { kind: 'if', test, value, otherwise, at }
  }
  return value
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream)
  for (let row = new Row(stream); row.goesOn(stream.isName('or')); ) {
    const { at } = stream.take()
    left = { kind: 'or', left, right: parseAnd(stream), at }
  }
  return left
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream)
  for (let row = new Row(stream); row.goesOn(stream.isName('and')); ) {
    const { at } = stream.take()
    left = { kind: 'and', left, right: parseNot(stream), at }
  }
  return left
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.isName('not')) return parseCompare(stream)
  const { at } = stream.take()
  return { kind: 'not', operand: stream.nested(() => parseNot(stream)), at }
}

function parseCompare(stream: TokenStream): Expression {
  const first = parseSum(stream)
  const { at } = stream.current
  const rest: { operator: CompareOperator; operand: Expression }[] = []
  for (;;) {
    let operator: CompareOperator | undefined
    if (stream.isOperator(...COMPARISONS)) operator = stream.take().text as CompareOperator
    else if (stream.skipName('in')) operator = 'in'
    else if (stream.isName('not') && stream.following.type === 'name' && stream.following.text === 'in') {
      stream.take()
      stream.take()
      operator = 'not in'
    }
    if (operator === undefined) break
    rest.push({ operator, operand: parseSum(stream) })
  }
  return rest.length === 0 ? first : { kind: 'compare', first, rest, at }
}

function parseSum(stream: TokenStream): Expression {
  return parseBinary(stream, ['+', '-'], parseConcat)
}

function parseConcat(stream: TokenStream): Expression {
  const first = parseProduct(stream)
  const { at } = stream.current
  const items = [first]
  while (stream.skipOperator('~')) items.push(parseProduct(stream))
  return items.length === 1 ? first : { kind: 'concat', items, at }
}

function parseProduct(stream: TokenStream): Expression {
  return parseBinary(stream, ['*', '/', '//', '%'], parsePower)
}

// Left to right, unlike Python's: as Jinja2 has it.
function parsePower(stream: TokenStream): Expression {
  return parseBinary(stream, ['**'], inner => parseUnary(inner))
}

function parseBinary(
  stream: TokenStream,
  operators: readonly BinaryOperator[],
  operand: (stream: TokenStream) => Expression,
): Expression {
  let left = operand(stream)
  for (let row = new Row(stream); row.goesOn(stream.isOperator(...operators)); ) {
    const { at, text } = stream.take()
    left = { kind: 'binary', operator: text as BinaryOperator, left, right: operand(stream), at }
  }
  return left
}

function parseUnary(stream: TokenStream, withFilter = true): Expression {
  const { at } = stream.current
  let node: Expression
  if (stream.isOperator('-', '+')) {
    const kind = stream.take().text === '-' ? 'negate' : 'positive'
    node = { kind, operand: stream.nested(() => parseUnary(stream, false)), at }
  } else node = parsePrimary(stream)
  node = parsePostfix(stream, node)
  if (!withFilter) return node
  for (let row = new Row(stream); ; ) {
    if (row.goesOn(stream.isOperator('|'))) node = parseFilter(stream, node)
    else if (stream.isName('is')) node = parseTest(stream, node)
    else if (stream.isOperator('(')) node = parseCall(stream, node)
    else return node
  }
}

/** Counts operations in a row, each of which nests the tree by a level. */
export class Row {
  readonly #stream: TokenStream
  #count = 0

  constructor(stream: TokenStream) {
    this.#stream = stream
  }

  /** @throws SyntaxProblem where there are too many. */
  goesOn(found: boolean): boolean {
    if (found && ++this.#count > MAX_ROW)
      refuse(
        this.#stream.current.at,
        `more than ${MAX_ROW} operations in a row`,
        'take it apart with {% set %}',
      )
    return found
  }
}
