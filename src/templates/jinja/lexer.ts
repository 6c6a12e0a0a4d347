/** Source to tokens: text, `{{ }}`, `{% %}`, `{# #}`, raw blocks and the signs that take away white space. */
import { refuse } from '../error.ts'
import { BLANKS, strip } from '../python/text.ts'
import { stringValue } from './string-literal.ts'
import type { Token, TokenType } from './tokens.ts'

const SPACE = `[${BLANKS}]`
const BLANK_RUN = new RegExp(`${SPACE}+`, 'y')
const BEGIN = /\{\{|\{%|\{#/g
const RAW = new RegExp(`\\{%[-+]?${SPACE}*raw${SPACE}*(?:-%\\}${SPACE}*|%\\})`, 'y')
const RAW_END = new RegExp(`\\{%([-+]?)${SPACE}*endraw${SPACE}*(?:\\+%\\}|-%\\}${SPACE}*|%\\})`, 'g')
const COMMENT_END = new RegExp(`\\+#\\}|-#\\}${SPACE}*|#\\}`, 'g')
const BLOCK_END = new RegExp(`\\+%\\}|-%\\}${SPACE}*|%\\}`, 'y')
const VARIABLE_END = new RegExp(`-\\}\\}${SPACE}*|\\}\\}`, 'y')
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy
const NAME = /[\p{L}\p{N}\p{Mn}\p{Mc}\p{Pc}\u00b7\u0387\u1369-\u1371\u19da]+/uy
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}<>=.:|,;]/y
const CLOSING: { readonly [open: string]: string } = { '{': '}', '(': ')', '[': ']' }

/** Line ends made `\n`, and the last one taken away. */
export function normalize(source: string): string {
  const text = source.replace(/\r\n|\r/g, '\n')
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

/** The tokens of a normalized source. @throws SyntaxProblem */
export function tokenize(source: string): Token[] {
  return new Lexer(source).run()
}

class Lexer {
  readonly #source: string
  readonly #tokens: Token[] = []
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  run(): Token[] {
    while (this.#at < this.#source.length) this.#root()
    this.#push('eof', '', this.#source.length)
    return this.#tokens
  }

  #root(): void {
    const source = this.#source
    BEGIN.lastIndex = this.#at
    const found = BEGIN.exec(source)
    const from = this.#at
    if (found === null) {
      this.#push('data', source.slice(from), from)
      this.#at = source.length
      return
    }
    const begin = found.index
    const raw = found[0] === '{%' ? match(RAW, source, begin) : ''
    const sign = source[begin + 2]
    this.#data(source.slice(from, begin), from, sign === '-')
    if (raw !== '') this.#raw(begin, begin + raw.length)
    else {
      this.#at = begin + (sign === '-' || sign === '+' ? 3 : 2)
      if (found[0] === '{#') this.#comment(begin)
      else this.#tag(found[0] === '{%', begin)
    }
  }

  #data(text: string, at: number, stripped: boolean): void {
    const kept = stripped ? strip(text, null, false, true) : text
    if (kept !== '') this.#push('data', kept, at)
  }

  #raw(begin: number, from: number): void {
    RAW_END.lastIndex = from
    const end = RAW_END.exec(this.#source)
    if (end === null) refuse(begin, 'Missing end of raw directive', 'close it with {% endraw %}')
    this.#data(this.#source.slice(from, end.index), from, end[1] === '-')
    this.#at = end.index + end[0].length
  }

  #comment(begin: number): void {
    COMMENT_END.lastIndex = this.#at
    const end = COMMENT_END.exec(this.#source)
    if (end === null) refuse(begin, 'Missing end of comment tag', 'close it with #}')
    this.#at = end.index + end[0].length
  }

  #tag(isBlock: boolean, begin: number): void {
    this.#push(isBlock ? 'block_begin' : 'variable_begin', '', begin)
    const open: string[] = []
    const source = this.#source
    while (this.#at < source.length) {
      const at = this.#at
      const end = open.length > 0 ? '' : match(isBlock ? BLOCK_END : VARIABLE_END, source, at)
      if (end !== '') {
        this.#push(isBlock ? 'block_end' : 'variable_end', '', at)
        this.#at += end.length
        return
      }
      const blank = match(BLANK_RUN, source, at)
      if (blank !== '') this.#at += blank.length
      else this.#token(at, open)
    }
  }

  #token(at: number, open: string[]): void {
    const source = this.#source
    let text: string
    if ((text = match(FLOAT, source, at)) !== '') this.#push('float', text.replaceAll('_', ''), at)
    else if ((text = match(INTEGER, source, at)) !== '') this.#push('integer', text.replaceAll('_', ''), at)
    else if ((text = match(NAME, source, at)) !== '') {
      if (!IDENTIFIER.test(text)) refuse(at, 'Invalid character in identifier')
      this.#push('name', text, at)
    } else if ((text = match(STRING, source, at)) !== '') this.#push('string', stringValue(text, at), at)
    else if ((text = match(OPERATOR, source, at)) !== '') {
      this.#balance(text, at, open)
      this.#push('operator', text, at)
    } else {
      const hint = source[at] === '"' || source[at] === "'" ? 'a text begins here that has no end' : ''
      const character = String.fromCodePoint(source.codePointAt(at)!)
      refuse(at, `unexpected char ${character === "'" ? `"'"` : `'${character}'`} at ${at}`, hint)
    }
    this.#at += text.length
  }

  #balance(text: string, at: number, open: string[]): void {
    const closing = CLOSING[text]
    if (closing !== undefined) open.push(closing)
    else if (text === '}' || text === ')' || text === ']') {
      const expected = open.pop()
      if (expected === undefined) refuse(at, `unexpected '${text}'`)
      if (expected !== text) refuse(at, `unexpected '${text}', expected '${expected}'`)
    }
  }

  #push(type: TokenType, text: string, at: number): void {
    this.#tokens.push({ type, text, at })
  }
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}
