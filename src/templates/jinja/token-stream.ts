import { refuse } from '../error.ts'
import { describe, describeType, type Token, type TokenType } from './tokens.ts'

/** Levels that a template may be nested, in expressions and in blocks together. */
const MAX_NESTING = 100

/** The parser's place among the tokens. */
export class TokenStream {
  readonly #tokens: readonly Token[]
  #next = 0
  #nesting = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get current(): Token {
    return this.#tokens[this.#next]!
  }

  /** The token after the current one. */
  get following(): Token {
    return this.#tokens[Math.min(this.#next + 1, this.#tokens.length - 1)]!
  }

  /** The current token; the next one becomes current. */
  take(): Token {
    const token = this.current
    if (this.#next < this.#tokens.length - 1) this.#next++
    return token
  }

  is(type: TokenType, text?: string): boolean {
    const { current } = this
    return current.type === type && (text === undefined || current.text === text)
  }

  isName(...names: readonly string[]): boolean {
    return this.current.type === 'name' && names.includes(this.current.text)
  }

  isOperator(...operators: readonly string[]): boolean {
    return this.current.type === 'operator' && operators.includes(this.current.text)
  }

  skipName(name: string): boolean {
    const found = this.isName(name)
    if (found) this.take()
    return found
  }

  skipOperator(operator: string): boolean {
    const found = this.isOperator(operator)
    if (found) this.take()
    return found
  }

  /** Takes a token of that kind. @throws SyntaxProblem where there is another. */
  expect(type: TokenType, text?: string): Token {
    if (this.is(type, text)) return this.take()
    const wanted = text ?? describeType(type)
    const { current } = this
    if (current.type === 'eof') return refuse(current.at, `unexpected end of template, expected '${wanted}'.`)
    return refuse(current.at, `expected token '${wanted}', got '${describe(current)}'`)
  }

  /** Goes one level deeper for the time of the work. @throws SyntaxProblem beyond 100 levels. */
  nested<T>(work: () => T): T {
    if (++this.#nesting > MAX_NESTING)
      refuse(
        this.current.at,
        `nested deeper than ${MAX_NESTING} levels`,
        'take it apart with {% set %} or a macro',
      )
    try {
      return work()
    } finally {
      this.#nesting--
    }
  }
}
