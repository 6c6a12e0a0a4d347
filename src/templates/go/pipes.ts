/** Pipelines: commands with a bar between them. */
import { suggest } from '../../config/suggest.ts'
import { refuse } from '../error.ts'
import type { GoToken, GoTokenType } from './lexer.ts'
import { goNumber, goString } from './literals.ts'
import type { Operand, Pipe } from './types.ts'

const MAX_NESTING = 100

/** A place among the tokens of an action. */
export class PipeTokens {
  readonly #tokens: readonly GoToken[]
  #next = 0
  nesting = 0

  constructor(tokens: readonly GoToken[]) {
    this.#tokens = tokens
  }

  get current(): GoToken {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!
  }

  /** The token behind the current one and its blanks. */
  get following(): GoToken {
    const behind = this.#tokens.slice(this.#next + 1).find(({ type }) => type !== 'blank')
    return behind ?? this.#tokens.at(-1)!
  }

  take(): GoToken {
    const token = this.current
    this.#next++
    return token
  }

  is(type: GoTokenType, text?: string): boolean {
    const { current } = this
    return current.type === type && (text === undefined || current.text === text)
  }

  blanks(): boolean {
    const found = this.is('blank')
    while (this.is('blank')) this.take()
    return found
  }
}

/** A whole pipeline. New variables are added to the known ones. @throws SyntaxProblem */
export function parsePipe(
  tokens: PipeTokens,
  variables: string[],
  isRange: boolean,
  functions: ReadonlySet<string>,
): Pipe {
  const pipe = parse(tokens, variables, isRange, functions)
  if (!tokens.is('end')) unexpected(tokens.current)
  return pipe
}

function parse(
  tokens: PipeTokens,
  variables: string[],
  isRange: boolean,
  functions: ReadonlySet<string>,
): Pipe {
  tokens.blanks()
  const { at } = tokens.current
  const { declares, assigns } = parseDeclaration(tokens, isRange)
  if (assigns) for (const name of declares) known(name, variables, at)
  const commands: Operand[][] = []
  for (;;) {
    const command: Operand[] = []
    for (;;) {
      tokens.blanks()
      if (tokens.is('end') || tokens.is('sign', '|') || tokens.is('sign', ')')) break
      command.push(parseOperand(tokens, variables, functions))
      if (!tokens.is('blank') && !tokens.is('end') && !tokens.is('sign', '|') && !tokens.is('sign', ')'))
        unexpected(tokens.current)
    }
    if (command.length === 0) refuse(tokens.current.at, 'missing value for command')
    const [first] = command
    if (commands.length > 0 && (first!.kind === 'constant' || first!.kind === 'nil' || first!.kind === 'dot'))
      refuse(first!.at, `non executable command in pipeline stage ${commands.length + 1}`)
    commands.push(command)
    if (!tokens.is('sign', '|')) break
    tokens.take()
  }
  if (!assigns) variables.push(...declares)
  return { at, declares, assigns, isRange, commands }
}

function parseDeclaration(tokens: PipeTokens, isRange: boolean): { declares: string[]; assigns: boolean } {
  const none = { declares: [], assigns: false }
  if (!tokens.is('variable')) return none
  const { following } = tokens
  if (
    following.type !== 'sign' ||
    !(following.text === ':=' || following.text === '=' || (isRange && following.text === ','))
  )
    return none
  const declares = [tokens.take().text]
  tokens.blanks()
  if (tokens.is('sign', ',')) {
    tokens.take()
    tokens.blanks()
    if (!tokens.is('variable')) unexpected(tokens.current)
    declares.push(tokens.take().text)
    tokens.blanks()
  }
  const sign = tokens.take()
  if (sign.text !== ':=' && sign.text !== '=') unexpected(sign)
  return { declares, assigns: sign.text === '=' }
}

function parseOperand(tokens: PipeTokens, variables: string[], functions: ReadonlySet<string>): Operand {
  let node = parseTerm(tokens, variables, functions)
  while (tokens.is('field')) {
    const { text, at } = tokens.take()
    if (node.kind === 'constant' || node.kind === 'nil') refuse(at, `unexpected <${text}> behind a constant`)
    node = { kind: 'field', of: node, name: text.slice(1), at }
  }
  return node
}

function parseTerm(tokens: PipeTokens, variables: string[], functions: ReadonlySet<string>): Operand {
  const token = tokens.take()
  const { at, text } = token
  switch (token.type) {
    case 'name':
      if (text === 'true' || text === 'false') return { kind: 'constant', value: text === 'true', at }
      if (text === 'nil') return { kind: 'nil', at }
      if (!functions.has(text)) refuse(at, `function "${text}" not defined`, suggest(text, [...functions]))
      return { kind: 'function', name: text, at }
    case 'field':
      return { kind: 'field', of: { kind: 'dot', at }, name: text.slice(1), at }
    case 'variable':
      return { kind: 'variable', name: known(text, variables, at), at }
    case 'string':
      return { kind: 'constant', value: goString(text, at), at }
    case 'char':
      return { kind: 'constant', value: BigInt(goString(text, at).codePointAt(0) ?? 0), at }
    case 'number':
      return { kind: 'constant', value: goNumber(text, at), at }
    case 'sign':
      if (text === '.') return { kind: 'dot', at }
      if (text === '(') {
        if (++tokens.nesting > MAX_NESTING) refuse(at, `nested deeper than ${MAX_NESTING} levels`)
        const pipe = parse(tokens, variables, false, functions)
        if (!tokens.is('sign', ')')) refuse(tokens.current.at, 'unclosed left paren')
        tokens.take()
        tokens.nesting--
        return { kind: 'pipe', pipe, at }
      }
      return unexpected(token)
    default:
      return unexpected(token)
  }
}

function known(name: string, variables: readonly string[], at: number): string {
  return variables.includes(name) ? name : refuse(at, `undefined variable "${name}"`)
}

function unexpected({ type, text, at }: GoToken): never {
  return refuse(
    at,
    type === 'end' ? 'unexpected end of the action' : `unexpected ${JSON.stringify(text)} in operand`,
  )
}
