import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml'
import type { Json } from '../types.ts'
import type { Findings, Lines, Path } from './findings.ts'
import { isMerge, YamlValues } from './yaml-values.ts'

/** A file of a configuration, read but not checked. */
export interface YamlFile extends Lines {
  /** References stand in it as written. Integers that a number cannot hold are bigint. */
  readonly value: Json
  /** A scalar as it is written, `4.10`; undefined where none stands. */
  written(path: Path): string | undefined
}

const mostErrors = 20 // one missing quote can make an error of every line after it

/** Reads YAML 1.2, `<<` included. What is wrong goes to `findings`; undefined where nothing could be made of it. */
export function parseYaml(file: string, text: string, findings: Findings): YamlFile | undefined {
  const nowhere: Lines = { file, line: () => 0 }
  let parsed: Parsed
  try {
    parsed = parse(text)
  } catch (error) {
    // The parser and its tree are recursive: what is nested some thousand levels deep ends the stack.
    const tooDeep = error instanceof RangeError
    findings.problem(nowhere, [], tooDeep ? 'is nested too deeply' : 'cannot be read as YAML')
    return undefined
  }
  const { document, lines } = parsed
  const errors = [...document.errors, ...document.warnings]
  if (errors.length > 0) {
    reportErrors(errors, text, { file, line: ([offset]) => lines.linePos(Number(offset)).line }, findings)
    return undefined
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    findings.problem(nowhere, [], 'is empty', '`sluice init` writes a file to begin with')
    return undefined
  }
  const tree = new Tree(file, text)
  const values = new YamlValues(tree, findings)
  tree.value = values.read(document.contents)
  return values.failed ? undefined : tree
}

interface Parsed {
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

function parse(text: string): Parsed {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    intAsBigInt: true,
    // Keys are compared in YamlValues: here it would take time with the square of their number.
    uniqueKeys: false,
    prettyErrors: false,
    // Whatever version a %YAML line asks for: `no` stays text, and there are no dates.
    schema: 'core',
    resolveKnownTags: false,
  })
  return { document, lines }
}

function reportErrors(errors: readonly YAMLError[], text: string, place: Lines, findings: Findings): void {
  const seen = new Set<number>()
  for (const error of errors) {
    const line = place.line([error.pos[0]], 'value')
    if (seen.has(line) || seen.size >= mostErrors) continue
    seen.add(line)
    const [message, hint] = sentence(error, text)
    findings.problem({ file: place.file, line: () => line }, [], message, hint)
  }
}

/** The parser's own words may quote the file, which may hold secrets; only those that cannot are passed on. */
function sentence({ code, message, pos: [at] }: YAMLError, text: string): [message: string, hint: string] {
  if (text.startsWith('$' + '{', at - 1))
    return ['not YAML: between { } or [ ] a reference needs quotes', 'put the whole text in quotes']
  switch (code) {
    case 'TAB_AS_INDENT':
      return ['a tab in the indentation', 'YAML is indented with spaces']
    case 'BAD_INDENT':
      if (message.includes('end with a'))
        return ['not YAML: a bracket is not closed', 'brackets close in the order they open']
      return [
        'the indentation does not fit the lines around it',
        'keys of one mapping begin in the same column',
      ]
    case 'BLOCK_AS_IMPLICIT_KEY':
      return [
        'a key stands inside a value',
        'put text with ": " in quotes, or look at the indentation of the next line',
      ]
    case 'BAD_SCALAR_START':
      return ['text cannot begin with this character', 'put it in quotes']
    case 'BAD_ALIAS':
      return ['a * that names no anchor before it', 'put a * that is meant as text in quotes']
    case 'MISSING_CHAR':
    case 'MULTILINE_IMPLICIT_KEY':
      return [
        'not YAML: something is not closed, or a colon is missing',
        'look for a quote, a bracket, a comma or a colon here or just before',
      ]
    case 'MULTIPLE_DOCS':
      return [
        'a second document begins with ---',
        'a configuration is one document; `include` takes more files',
      ]
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return ['a tag (a word that begins with !) that is not known', 'put text that begins with ! in quotes']
    case 'RESOURCE_EXHAUSTION':
      return ['is nested too deeply', '']
    case 'UNEXPECTED_TOKEN':
      return [
        'not YAML: something stands here that does not belong',
        'look at quotes, brackets and indentation',
      ]
    default:
      return [
        `not YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
        'look at quotes, brackets and indentation',
      ]
  }
}

/**
 * Finds places in a file. A document's nodes take a hundred times its bytes, and are wanted only where something is
 * wrong: the text is kept, and parsed again then.
 */
class Tree implements YamlFile {
  readonly file: string
  value: Json = null
  readonly #text: string
  #parsed: Parsed | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.#text = text
  }

  line(path: Path, at: 'key' | 'value'): number {
    const { key, value, found } = this.#find(path)
    const node = (found && at === 'value' ? value : key) ?? key ?? value
    return this.#nodes().lines.linePos(node?.range?.[0] ?? 0).line
  }

  written(path: Path): string | undefined {
    const { value, found } = this.#find(path)
    return found && isScalar(value) ? value.source : undefined
  }

  #nodes(): Parsed {
    return (this.#parsed ??= parse(this.#text))
  }

  /** The node at a path, or the one nearest above it. */
  #find(path: Path): { key: Node | undefined; value: Node | undefined; found: boolean } {
    let key: Node | undefined
    let value: Node | undefined = this.#nodes().document.contents ?? undefined
    for (const step of path) {
      const next = this.#step(this.#target(value), step)
      if (next === undefined) return { key, value, found: false }
      ;({ key, value } = next)
    }
    return { key, value, found: true }
  }

  #step(
    node: Node | undefined,
    step: string | number,
  ): { key: Node | undefined; value: Node | undefined } | undefined {
    if (isSeq<Node>(node)) {
      const item = node.items[Number(step)]
      return item && { key: item, value: item }
    }
    if (!isMap<Node, Node | null>(node)) return undefined
    const pair = node.items.findLast(
      ({ key }) => isScalar(key) && !isMerge(key) && keyText(key.value, key.source) === step,
    )
    if (pair !== undefined) return { key: pair.key, value: pair.value ?? undefined }
    for (const { key, value } of node.items) {
      if (!isMerge(key) || value === null) continue
      const sources = isSeq<Node>(value) ? value.items : [value]
      for (const source of sources) {
        const found = this.#step(this.#target(source), step)
        if (found !== undefined) return found
      }
    }
    return undefined
  }

  #target(node: Node | undefined): Node | undefined {
    return isAlias(node) ? node.resolve(this.#nodes().document) : node
  }
}

/** A mapping's key as text, whatever YAML takes it for: `404`, `true`, `1.10`. */
export function keyText(value: unknown, source: string | undefined): string {
  return typeof value === 'string' ? value : (source ?? '')
}
