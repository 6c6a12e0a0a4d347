/** Templates to nodes: text, prints and tags. */
import { refuse } from '../error.ts'
import { isBlank } from '../python/text.ts'
import { parseExpression, parseTuple } from './expressions.ts'
import { tokenize } from './lexer.ts'
import { parseFilters } from './postfix.ts'
import { parseName, parseTarget } from './targets.ts'
import { TokenStream } from './token-stream.ts'
import type { Body, Expression, MacroNode, Parameter, Statement, Target } from './types.ts'

const NOT_AVAILABLE = 'templates stand alone here: put the text into this one'

/** A template as its statements; its line ends are normalized. @throws SyntaxProblem */
export function parseTemplate(source: string): Body {
  return new Parser(source).run()
}

class Parser {
  readonly #stream: TokenStream
  readonly #tags: string[] = []
  readonly #ends: (readonly string[])[] = []

  constructor(source: string) {
    this.#stream = new TokenStream(tokenize(source))
  }

  run(): Body {
    return this.#body(undefined)
  }

  /** Statements until a tag of `ends`, which becomes current; until the end of the template without. */
  #body(ends: readonly string[] | undefined): Body {
    const stream = this.#stream
    const body: Statement[] = []
    if (ends !== undefined) this.#ends.push(ends)
    for (;;) {
      const { type, text, at } = stream.current
      if (type === 'eof') break
      stream.take()
      if (type === 'data') body.push({ kind: 'text', text, at })
      else if (type === 'variable_begin') {
        body.push({ kind: 'print', value: parseTuple(stream), at })
        stream.expect('variable_end')
      } else {
        if (ends !== undefined && stream.isName(...ends)) break
        body.push(...stream.nested(() => this.#statement(at)))
        stream.expect('block_end')
      }
    }
    if (stream.is('eof') && ends !== undefined) this.#unknown(undefined, stream.current.at)
    if (ends !== undefined) this.#ends.pop()
    return body
  }

  /** What stands between a tag and one of those that end it; that one's name is taken. */
  #block(ends: readonly string[]): { body: Body; end: string } {
    this.#stream.skipOperator(':')
    this.#stream.expect('block_end')
    const body = this.#body(ends)
    return { body, end: this.#stream.take().text }
  }

  #statement(at: number): readonly Statement[] {
    const { current } = this.#stream
    if (current.type !== 'name') return refuse(current.at, 'tag name expected')
    this.#tags.push(current.text)
    const statements = this.#tag(current.text, at)
    this.#tags.pop()
    return statements
  }

  #tag(name: string, at: number): readonly Statement[] {
    const stream = this.#stream
    if (!TAGS.has(name)) {
      this.#tags.pop()
      return this.#unknown(name, stream.current.at)
    }
    stream.take()
    switch (name) {
      case 'for':
        return [this.#for(at)]
      case 'if':
        return [this.#if(at)]
      case 'set':
        return [this.#set(at)]
      case 'macro': {
        const macroName = parseName(stream)
        const parameters = this.#parameters()
        const macro = { name: macroName, parameters, body: this.#block(['endmacro']).body, at }
        return [{ kind: 'macro', macro, at }]
      }
      case 'call':
        return [this.#call(at)]
      case 'filter': {
        const filter = parseFilters(stream, true)!
        return [{ kind: 'filterBlock', filter, body: this.#block(['endfilter']).body, at }]
      }
      case 'with':
        return [this.#with(at)]
      case 'autoescape': {
        const value = parseExpression(stream)
        return [{ kind: 'autoescape', value, body: this.#block(['endautoescape']).body, at }]
      }
      case 'block':
        return [this.#blockTag(at)]
      case 'print':
        return this.#print(at)
      case 'include':
        return [this.#include(at)]
      default:
        return refuse(at, `the tag '${name}' is not available`, NOT_AVAILABLE, 'TemplateNotFound')
    }
  }

  #for(at: number): Statement {
    const stream = this.#stream
    const target = parseTarget(stream)
    stream.expect('name', 'in')
    const iterable = parseTuple(stream, { conditional: false })
    const test = stream.skipName('if') ? parseExpression(stream) : undefined
    const recursive = stream.skipName('recursive')
    const { body, end } = this.#block(['endfor', 'else'])
    const otherwise = end === 'else' ? this.#block(['endfor']).body : []
    return { kind: 'for', target, iterable, test, recursive, body, otherwise, at }
  }

  #if(at: number): Statement {
    const branches: { test: Expression; body: Body }[] = []
    let otherwise: Body = []
    for (;;) {
      const test = parseTuple(this.#stream, { conditional: false })
      const { body, end } = this.#block(['elif', 'else', 'endif'])
      branches.push({ test, body })
      if (end === 'elif') continue
      if (end === 'else') otherwise = this.#block(['endif']).body
      return { kind: 'if', branches, otherwise, at }
    }
  }

  #set(at: number): Statement {
    const stream = this.#stream
    const target = parseTarget(stream, true)
    if (stream.skipOperator('=')) return { kind: 'set', target, value: parseTuple(stream), at }
    const filter = parseFilters(stream, false)
    return { kind: 'setBlock', target, filter, body: this.#block(['endset']).body, at }
  }

  #call(at: number): Statement {
    const stream = this.#stream
    const parameters = stream.isOperator('(') ? this.#parameters() : []
    const call = parseExpression(stream)
    if (call.kind !== 'call') return refuse(at, 'expected call')
    const macro: MacroNode = { name: undefined, parameters, body: this.#block(['endcall']).body, at }
    return { kind: 'callBlock', call, macro, at }
  }

  #parameters(): readonly Parameter[] {
    const stream = this.#stream
    const parameters: Parameter[] = []
    stream.expect('operator', '(')
    while (!stream.isOperator(')')) {
      if (parameters.length > 0) stream.expect('operator', ',')
      const { at } = stream.current
      const name = parseName(stream)
      if (parameters.some(parameter => parameter.name === name))
        refuse(at, `duplicate argument '${name}' in function definition`)
      const standard = stream.skipOperator('=') ? parseExpression(stream) : undefined
      if (standard === undefined && parameters.at(-1)?.standard !== undefined)
        refuse(stream.current.at, 'non-default argument follows default argument')
      parameters.push({ name, standard })
    }
    stream.expect('operator', ')')
    return parameters
  }

  #with(at: number): Statement {
    const stream = this.#stream
    const bindings: { target: Target; value: Expression }[] = []
    while (!stream.is('block_end')) {
      if (bindings.length > 0) stream.expect('operator', ',')
      const target = parseTarget(stream)
      stream.expect('operator', '=')
      bindings.push({ target, value: parseExpression(stream) })
    }
    return { kind: 'with', bindings, body: this.#block(['endwith']).body, at }
  }

  #blockTag(at: number): Statement {
    const stream = this.#stream
    const name = stream.expect('name').text
    const scoped = stream.skipName('scoped')
    const required = stream.skipName('required')
    if (stream.isOperator('-'))
      refuse(
        stream.current.at,
        'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
      )
    const { body } = this.#block(['endblock'])
    const isBlankText = (node: Statement) => node.kind === 'text' && Array.from(node.text).every(isBlank)
    if (required && !body.every(isBlankText))
      refuse(at, 'Required blocks can only contain comments or whitespace')
    stream.skipName(name)
    return { kind: 'block', name, scoped, required, body, at }
  }

  #print(at: number): readonly Statement[] {
    const values: Statement[] = []
    while (!this.#stream.is('block_end')) {
      if (values.length > 0) this.#stream.expect('operator', ',')
      values.push({ kind: 'print', value: parseExpression(this.#stream), at })
    }
    return values
  }

  /** There is nothing to include; saying that it may be missing is all that can be meant. */
  #include(at: number): Statement {
    const stream = this.#stream
    const template = parseExpression(stream)
    if (!(stream.skipName('ignore') && stream.skipName('missing')))
      return refuse(at, "the tag 'include' is not available", NOT_AVAILABLE, 'TemplateNotFound')
    if (stream.skipName('with') || stream.skipName('without')) stream.expect('name', 'context')
    return { kind: 'include', template, at }
  }

  #unknown(name: string | undefined, at: number): never {
    const looking = this.#ends
      .at(-1)
      ?.map(end => `'${end}'`)
      .join(' or ')
    const message = [
      name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag '${name}'.`,
    ]
    if (looking !== undefined) {
      message.push(
        name !== undefined && this.#ends.some(ends => ends.includes(name))
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      )
    }
    const inner = this.#tags.at(-1)
    if (inner !== undefined) message.push(`The innermost block that needs to be closed is '${inner}'.`)
    return refuse(at, message.join(' '), name === undefined ? '' : `tags are ${AVAILABLE.join(', ')}, raw`)
  }
}

const AVAILABLE = ['for', 'if', 'set', 'macro', 'call', 'filter', 'with', 'autoescape', 'block', 'print']
const TAGS = new Set([...AVAILABLE, 'extends', 'import', 'from', 'include'])
