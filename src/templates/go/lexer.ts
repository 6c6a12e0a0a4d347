/** The source of a Go template to text and actions, and actions to tokens. */
import { refuse } from '../error.ts'

export type GoTokenType =
  | 'name'
  | 'field'
  | 'variable'
  | 'string'
  | 'char'
  | 'number'
  | 'sign'
  | 'blank'
  | 'end'

export interface GoToken {
  readonly type: GoTokenType
  readonly text: string
  readonly at: number
}

/** Text, or the tokens of an action. */
export type Piece = { readonly at: number } & (
  | { readonly text: string }
  | { readonly tokens: readonly GoToken[] }
)

const BLANKS = /[ \t\r\n]+/y
const COMMENT = /\/\*[\s\S]*?\*\//y
const PATTERNS: readonly (readonly [GoTokenType, RegExp])[] = [
  ['blank', BLANKS],
  [
    'number',
    /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\p{L}\d_])/uy,
  ],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['name', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\.[^'\n]*)'/uy],
  ['sign', /:=|[.|()=,]/y],
]

/** @throws SyntaxProblem */
export function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  let trims = false
  while (at < source.length) {
    const found = source.indexOf('{{', at)
    let text = source.slice(at, found < 0 ? source.length : found)
    if (trims) text = text.replace(/^[ \t\r\n]+/, '')
    const inside = found + 2
    const trimsBefore = source[inside] === '-' && /[ \t\r\n]/.test(source[inside + 1] ?? '')
    if (found >= 0 && trimsBefore) text = text.replace(/[ \t\r\n]+$/, '')
    if (text !== '') pieces.push({ text, at })
    if (found < 0) break
    const action = readAction(source, trimsBefore ? inside + 2 : inside, found)
    if (action.tokens.length > 0) pieces.push({ tokens: action.tokens, at: found })
    at = action.end
    trims = action.trims
  }
  return pieces
}

function readAction(
  source: string,
  from: number,
  begin: number,
): { tokens: GoToken[]; end: number; trims: boolean } {
  const tokens: GoToken[] = []
  const comment = match(COMMENT, source, from)
  let at = from + comment.length
  const isComment = comment !== ''
  for (;;) {
    const close = /[ \t\r\n]+-\}\}|\}\}/y
    const end = match(close, source, at)
    if (end !== '') {
      const trims = end !== '}}'
      if (!isComment) tokens.push({ type: 'end', text: '', at })
      return { tokens, end: at + end.length, trims }
    }
    if (at >= source.length) return refuse(begin, 'unclosed action', 'close it with }}')
    if (isComment) return refuse(at, 'comment ends before closing delimiter')
    const token = readToken(source, at)
    if (token === undefined) {
      const character = String.fromCodePoint(source.codePointAt(at)!)
      return refuse(
        at,
        /["'`]/.test(character)
          ? 'unterminated quoted string'
          : `unexpected ${JSON.stringify(character)} in action`,
      )
    }
    tokens.push(token)
    at += token.text.length
  }
}

function readToken(source: string, at: number): GoToken | undefined {
  for (const [type, pattern] of PATTERNS) {
    const text = match(pattern, source, at)
    if (text !== '') return { type, text, at }
  }
  return undefined
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}
