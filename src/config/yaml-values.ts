import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml'
import type { Json } from '../types.ts'
import type { Findings, Lines, Path } from './findings.ts'
import { keyText } from './yaml.ts'

type JsonObject = { [name: string]: Json }

// An alias costs a few bytes and stands for any number of values: twenty lines can ask for more than any memory holds.
const mostValues = 1_000_000
const mostDepth = 256
/** One mistake under an anchor comes back with each alias. */
const mostProblems = 20

/** Turns a document's nodes into values, from top to bottom. Aliases give copies: no two places share a value. */
export class YamlValues {
  /** Nothing can be made of it: what it holds is not worth looking at. */
  failed = false
  readonly #lines: Lines
  readonly #findings: Findings
  readonly #path: (string | number)[] = []
  /** As the document goes: an anchor may be set anew further down. */
  readonly #anchors = new Map<string, Node>()
  #count = 0
  #depth = 0
  #problems = 0

  constructor(lines: Lines, findings: Findings) {
    this.#lines = lines
    this.#findings = findings
  }

  read(node: Node | null | undefined): Json {
    if (node === null || node === undefined) return null
    if (this.#tooMuch()) return null
    if (isAlias(node)) {
      const anchored = this.#anchors.get(node.source)
      if (anchored !== undefined) return this.#nested(() => this.read(anchored))
      this.#problem('a * that names no anchor before it', 'put a * that is meant as text in quotes')
      return null
    }
    const value = isScalar(node) ? this.#scalar(node) : this.#nested(() => this.#collection(node))
    if (!isScalar(node) || node.anchor !== undefined) this.#anchor(node)
    return value
  }

  #anchor(node: Node): void {
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node)
  }

  #scalar(node: Scalar): Json {
    const { value } = node
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
    if (typeof value === 'number' && Number.isFinite(value)) return value
    this.#mistake('a number that JSON does not have', 'put it in quotes, or leave it out')
    return null
  }

  #collection(node: Node): Json {
    if (isSeq<Node>(node))
      return node.items.map((item, index) => this.#at<Json>(index, () => this.read(item)))
    return isMap(node) ? this.#map(node as YAMLMap<Node, Node | null>) : null
  }

  #map(node: YAMLMap<Node, Node | null>): JsonObject {
    const value: JsonObject = {}
    const merged: (Node | null)[] = []
    for (const pair of node.items) {
      if (isMerge(pair.key)) {
        merged.push(pair.value)
        continue
      }
      const key = this.#key(pair.key)
      if (key === undefined) continue
      this.#at(key, () => {
        if (Object.hasOwn(value, key)) this.#mistake('the key stands here twice', 'keep one of them', 'key')
        value[key] = this.read(pair.value)
      })
    }
    for (const source of merged) this.#merge(value, source)
    return value
  }

  /** `<<`: the keys of other mappings, where this one does not have them; of several mappings the first counts. */
  #merge(into: JsonObject, source: Node | null): void {
    const value = this.read(source)
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) {
        this.#problem('<< takes a mapping, an alias of one, or a list of them')
        return
      }
      for (const [key, inherited] of Object.entries(item as JsonObject))
        if (!Object.hasOwn(into, key)) into[key] = inherited
    }
  }

  #key(node: Node | null): string | undefined {
    if (isAlias(node) || (node !== null && !isScalar(node)) || node === null || node.value === null) {
      this.#problem('a key that is no text', 'a word is missing before the colon, or put the key in quotes')
      return undefined
    }
    const key = keyText(node.value, node.source)
    if ('anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    if (key !== '__proto__') return key
    this.#mistake('the key "__proto__" cannot be used')
    return undefined
  }

  #tooMuch(): boolean {
    this.#count++
    if (this.#count > mostValues + 1) return true
    if (this.#count > mostValues) {
      this.#problem(`more than ${mostValues} values, aliases counted as what they stand for`)
      return true
    }
    if (this.#depth <= mostDepth) return false
    this.#problem(`is nested more than ${mostDepth} levels deep`)
    return true
  }

  #nested<T>(read: () => T): T {
    this.#depth++
    const value = read()
    this.#depth--
    return value
  }

  #at<T>(step: string | number, read: () => T): T {
    this.#path.push(step)
    const value = read()
    this.#path.pop()
    return value
  }

  #problem(message: string, hint = ''): void {
    this.failed = true
    this.#mistake(message, hint)
  }

  /** Wrong, but no reason not to look at the rest. */
  #mistake(message: string, hint = '', at: 'key' | 'value' = 'value'): void {
    if (this.#problems++ >= mostProblems) return
    const path: Path = this.#depth > mostDepth ? [] : [...this.#path]
    this.#findings.problem(this.#lines, path, message, hint, at)
  }
}

/** Whether a key is the plain word `<<`; in quotes it is a key like any other. */
export function isMerge(key: Node | null): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<'
}
