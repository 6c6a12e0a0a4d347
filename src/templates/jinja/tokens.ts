/** Kinds of tokens, by the names that Jinja2's messages use. */
export type TokenType =
  | 'data'
  | 'variable_begin'
  | 'variable_end'
  | 'block_begin'
  | 'block_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof'

/** A piece of a template. Operators are told apart by their text. */
export interface Token {
  readonly type: TokenType
  /** Of a string its value, of everything else its text. */
  readonly text: string
  /** Offset in the source. */
  readonly at: number
}

const NAMES: { readonly [type: string]: string } = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
}

/** A token as messages name it. */
export function describe({ type, text }: Token): string {
  return type === 'name' || type === 'operator' ? text : (NAMES[type] ?? type)
}

/** A kind of token as messages name it. */
export function describeType(type: string): string {
  return NAMES[type] ?? type
}
