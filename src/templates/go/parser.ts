/** Go templates to nodes. */
import { refuse } from '../error.ts'
import { goFunctionNames } from './functions.ts'
import { type GoToken, type Piece, piecesOf } from './lexer.ts'
import { PipeTokens, parsePipe } from './pipes.ts'
import type { GoNode, GoTemplates, Pipe } from './types.ts'

/** Levels that a template may be nested. */
const MAX_NESTING = 100

/** @throws SyntaxProblem */
export function parseGoTemplate(source: string): GoTemplates {
  return new Parser(piecesOf(source), source.length).run()
}

interface Body {
  readonly nodes: readonly GoNode[]
  /** `end`, `else` or nothing at the end of the source; of `else if` and `else with` the tokens behind. */
  readonly stop: string
  readonly rest: readonly GoToken[]
}

class Parser {
  readonly #pieces: readonly Piece[]
  readonly #length: number
  readonly #templates = new Map<string, readonly GoNode[]>()
  #next = 0
  #nesting = 0
  #loops = 0
  #variables: string[] = ['$']

  constructor(pieces: readonly Piece[], length: number) {
    this.#pieces = pieces
    this.#length = length
  }

  run(): GoTemplates {
    const { nodes, stop } = this.#body()
    if (stop !== '') refuse(this.#pieces[this.#next - 1]!.at, `unexpected {{${stop}}}`)
    this.#templates.set('', nodes)
    return this.#templates
  }

  #body(): Body {
    const nodes: GoNode[] = []
    while (this.#next < this.#pieces.length) {
      const piece = this.#pieces[this.#next++]!
      if ('text' in piece) {
        nodes.push({ kind: 'text', text: piece.text, at: piece.at })
        continue
      }
      const [first] = piece.tokens.filter(({ type }) => type !== 'blank')
      const word = first?.type === 'name' ? first.text : ''
      const rest = piece.tokens.slice(piece.tokens.indexOf(first!) + 1)
      if (word === 'end' || word === 'else') return { nodes, stop: word, rest }
      const node = this.#action(word, rest, piece.tokens, piece.at)
      if (node !== undefined) nodes.push(node)
    }
    return { nodes, stop: '', rest: [] }
  }

  #action(word: string, rest: readonly GoToken[], all: readonly GoToken[], at: number): GoNode | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#nested(() => this.#control(word, rest, at))
      case 'break':
      case 'continue':
        if (this.#loops === 0) refuse(at, `{{${word}}} outside {{range}}`)
        return { kind: word, at }
      case 'define':
      case 'block':
        return this.#nested(() => this.#define(word, rest, at))
      case 'template': {
        const { name, after } = nameOf(rest, at)
        return { kind: 'template', name, pipe: this.#optionalPipe(after), at }
      }
      default:
        return { kind: 'action', pipe: this.#pipe(all), at }
    }
  }

  #control(kind: 'if' | 'with' | 'range', tokens: readonly GoToken[], at: number): GoNode {
    const known = [...this.#variables]
    const pipe = this.#pipe(tokens, kind === 'range')
    if (kind === 'range') this.#loops++
    const first = this.#body()
    if (kind === 'range') this.#loops--
    let otherwise: readonly GoNode[] = []
    if (first.stop === '') refuse(this.#length, `unexpected EOF: {{${kind}}} is not closed`)
    if (first.stop === 'else') {
      const [word, ...rest] = first.rest.filter(({ type }) => type !== 'blank')
      if (word?.type === 'name' && word.text === kind && kind !== 'range') {
        const at2 = word.at
        const behind = first.rest.slice(first.rest.indexOf(word) + 1)
        otherwise = [this.#nested(() => this.#control(kind, behind, at2))]
      } else {
        if (word?.type !== 'end' || rest.length > 0) refuse(word?.at ?? at, 'unexpected words behind else')
        const second = this.#body()
        if (second.stop !== 'end')
          refuse(second.stop === '' ? this.#length : at, `expected {{end}} for {{${kind}}}`)
        otherwise = second.nodes
      }
    }
    this.#variables = known
    return { kind, pipe, body: first.nodes, otherwise, at }
  }

  #define(word: 'define' | 'block', tokens: readonly GoToken[], at: number): GoNode | undefined {
    const { name, after } = nameOf(tokens, at)
    const pipe = word === 'block' ? this.#pipe(after) : undefined
    const [known, loops] = [this.#variables, this.#loops]
    this.#variables = ['$']
    this.#loops = 0
    const { nodes, stop } = this.#body()
    this.#variables = known
    this.#loops = loops
    if (stop !== 'end') refuse(stop === '' ? this.#length : at, `expected {{end}} for {{${word}}}`)
    if (!this.#templates.has(name) || word === 'define') this.#templates.set(name, nodes)
    return word === 'block' ? { kind: 'template', name, pipe, at } : undefined
  }

  #optionalPipe(tokens: readonly GoToken[]): Pipe | undefined {
    return tokens.every(({ type }) => type === 'blank' || type === 'end') ? undefined : this.#pipe(tokens)
  }

  #pipe(tokens: readonly GoToken[], isRange = false): Pipe {
    return parsePipe(new PipeTokens(tokens), this.#variables, isRange, goFunctionNames)
  }

  #nested<T>(work: () => T): T {
    if (++this.#nesting > MAX_NESTING)
      refuse(this.#pieces[this.#next - 1]!.at, `nested deeper than ${MAX_NESTING} levels`)
    try {
      return work()
    } finally {
      this.#nesting--
    }
  }
}

function nameOf(tokens: readonly GoToken[], at: number): { name: string; after: readonly GoToken[] } {
  const token = tokens.find(({ type }) => type !== 'blank')
  if (token?.type !== 'string') return refuse(token?.at ?? at, 'expected the name of a template in quotes')
  return { name: token.text.slice(1, -1), after: tokens.slice(tokens.indexOf(token) + 1) }
}
