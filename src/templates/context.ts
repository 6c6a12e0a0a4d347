/** What a template is rendered with: an object, or the bytes of one in JSON. */
import { isUtf8 } from 'node:buffer'
import { compilePaths, scan, withoutMark } from '../json/index.ts'
import { growElements } from './budget.ts'
import { type Convert, Dict, type Source } from './python/dict.ts'
import { float, int, List, type Value } from './python/values.ts'

/**
 * An object of JavaScript (an integral number is an int, a bigint is one of any size), or JSON, where `1.0` is a float; or
 * what `readContext` made, for more than one render.
 */
export type TemplateContext = object | Uint8Array

/** JSON that has been read already. */
class ReadContext {
  readonly source: Source

  constructor(source: Source) {
    this.source = source
  }
}

const NO_PATHS = compilePaths([])
const BRACE = 0x7b

/**
 * A context for several renders: the members of an object in JSON and, below their names, what else is known. What is no
 * object is an error at the render.
 */
export function readContext(json: Buffer, known: object): TemplateContext {
  const quick = parsedBytes(json)
  if (quick !== undefined) return new ReadContext({ ...known, ...quick })
  // Of a name that stands twice the last counts.
  const start = json.indexOf(BRACE) + 1
  const rest = json.subarray(start)
  const isEmpty = /^\s*\}/.test(rest.toString('latin1'))
  return Buffer.concat([Buffer.from(JSON.stringify(known).slice(0, -1) + (isEmpty ? '' : ',')), rest])
}

/** @throws JsonError for bytes that are no JSON. @throws TypeError for JSON that is no object. */
export function contextOf(context: TemplateContext): Dict {
  if (context instanceof ReadContext) return new Dict(context.source, fromParsed)
  if (!(context instanceof Uint8Array)) return new Dict(context as Source, fromJavaScript)
  const bytes = withoutMark(Buffer.from(context.buffer, context.byteOffset, context.byteLength))
  const quick = parsedBytes(bytes)
  if (quick !== undefined) return new Dict(quick, fromParsed)
  if (!scan(bytes, NO_PATHS).isObject) throw new TypeError('the context is not a JSON object')
  return new JsonReader(bytes.toString()).value() as Dict
}

/**
 * What JSON.parse makes of an object, in a third of the time that reading it here takes; undefined where it would not keep
 * all that is in it, or where it is none.
 */
function parsedBytes(bytes: Buffer): Source | undefined {
  if (!isUtf8(bytes)) return undefined
  const text = bytes.toString()
  if (LOST_BY_PARSE.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && !Array.isArray(value) ? ((value ?? undefined) as Source) : undefined
  } catch {
    return undefined // the scan says what is wrong with it, and where
  }
}

// Where it would not: keys that JavaScript moves to the front, more digits than a double holds, and floats whose value is an
// integer, or might become one. What merely looks so within a text costs time only.
const LOST_BY_PARSE =
  /\\u003\d|"(?:\d+"\s*:|\s*:\s*-?(?:\d{16}|\d{10,15}[.eE]|\d{1,9}(?:[eE]|\.(?:0+(?!\d)|\d{7}|\d{1,6}[eE]))))|[,[]\s*-?(?:\d{16}|\d{10,15}[.eE]|\d{1,9}(?:[eE]|\.(?:0+(?!\d)|\d{7}|\d{1,6}[eE])))/

/** A value of JavaScript as one of Python; undefined for what JSON leaves out. */
function fromJavaScript(value: unknown): Value | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return value === 0 ? 0 : value
    case 'bigint':
      return int(value)
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) {
        growElements(value.length)
        return listOf(value, fromJavaScript)
      }
      return value instanceof Date ? value.toISOString() : new Dict(value as Source, fromJavaScript)
    default:
      return undefined
  }
}

/** The same of what JSON.parse gives. It is read as it is looked up, and taken from no budget: the bytes bound it. */
function fromParsed(value: unknown): Value | undefined {
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (typeof value !== 'object' || value === null) return value as string | boolean | null | undefined
  return Array.isArray(value) ? listOf(value, fromParsed) : new Dict(value as Source, fromParsed)
}

function listOf(items: readonly unknown[], convert: Convert): List {
  return new List(items.map(item => convert(item) ?? null))
}

/** Reads JSON that was validated before: keys keep their order, numbers what they are. */
class JsonReader {
  readonly #text: string
  #at = 0
  #backslash = -1

  constructor(text: string) {
    this.#text = text
  }

  value(): Value {
    const text = this.#text
    this.#blanks()
    switch (text.charCodeAt(this.#at)) {
      case 0x7b:
        return this.#object()
      case 0x5b:
        return this.#array()
      case 0x22:
        return this.#string()
      case 0x74:
        this.#at += 4
        return true
      case 0x66:
        this.#at += 5
        return false
      case 0x6e:
        this.#at += 4
        return null
      default:
        return this.#number()
    }
  }

  #object(): Dict {
    const dict = new Dict()
    this.#at++
    for (this.#blanks(); this.#text[this.#at] !== '}'; this.#separator()) {
      const key = this.#string()
      this.#blanks()
      this.#at++
      dict.set(key, this.value())
    }
    this.#at++
    return dict
  }

  #array(): List {
    const items: Value[] = []
    this.#at++
    for (this.#blanks(); this.#text[this.#at] !== ']'; this.#separator()) items.push(this.value())
    this.#at++
    growElements(items.length)
    return new List(items)
  }

  #string(): string {
    const text = this.#text
    const start = this.#at + 1
    let end = text.indexOf('"', start)
    // Where the next backslash is, is looked for once, not for every string.
    if (this.#backslash < start) {
      const next = text.indexOf('\\', start)
      this.#backslash = next < 0 ? text.length : next
    }
    if (end < this.#backslash) {
      this.#at = end + 1
      return text.slice(start, end)
    }
    while (isEscaped(text, end)) end = text.indexOf('"', end + 1)
    this.#at = end + 1
    return JSON.parse(text.slice(start - 1, end + 1)) as string
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at
    const [digits = ''] = NUMBER.exec(this.#text) ?? []
    this.#at += digits.length
    if (/[.eE]/.test(digits)) return float(Number(digits))
    return digits.length < 16 ? Number(digits) + 0 : int(BigInt(digits))
  }

  /** Past a comma, to the next value or the end. */
  #separator(): void {
    this.#blanks()
    if (this.#text[this.#at] === ',') this.#at++
    this.#blanks()
  }

  #blanks(): void {
    const text = this.#text
    while (text.charCodeAt(this.#at) <= 0x20) this.#at++
  }
}

const NUMBER = /[-+.\deE]+/y

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}
