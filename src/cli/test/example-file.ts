import { extname } from 'node:path'
import type { Findings, Lines, Path } from '../../config/findings.ts'
import { suggest } from '../../config/suggest.ts'
import { readTextFile } from '../../config/text-file.ts'
import { parseYaml } from '../../config/yaml.ts'
import { messageOf as errorText } from '../../errors.ts'
import { parse } from '../../json/index.ts'
import type { Header, Json, Rule } from '../../types.ts'
import { type Example, type ExampleGroup, type Expected, messageOf } from './example.ts'

/** What examples may name. */
export interface Known {
  readonly rules: ReadonlyMap<string, Rule>
  readonly sinks: readonly string[]
  readonly topics: readonly string[]
}

const mostBytes = 16 * 2 ** 20
const keys = ['name', 'rule', 'event', 'topic', 'headers', 'key', 'matches']

type JsonObject = { readonly [name: string]: Json }

/** Reads a file of examples, YAML or JSON: a list. What is wrong goes to `findings`. */
export function readExamples(file: string, known: Known, findings: Findings): ExampleGroup {
  const read = valueIn(file, findings)
  if (read === undefined) return { title: file, examples: [] }
  const { value, lines } = read
  if (!Array.isArray(value)) {
    findings.problem(lines, [], 'found no list, expected a list of examples')
    return { title: file, examples: [] }
  }
  const reading = new Reading(lines, known, findings)
  const examples = value.flatMap((entry: Json, index) => reading.example(entry, index) ?? [])
  return { title: file, examples }
}

function valueIn(file: string, findings: Findings): { value: Json; lines: Lines } | undefined {
  const nowhere: Lines = { file, line: () => 0 }
  try {
    const { text } = readTextFile(file, mostBytes)
    if (extname(file) === '.json') return { value: parse(Buffer.from(text)), lines: nowhere }
    const yaml = parseYaml(file, text, findings)
    return yaml && { value: yaml.value, lines: yaml }
  } catch (error) {
    findings.problem(nowhere, [], errorText(error))
    return undefined
  }
}

/** Checks one example after the other. */
class Reading {
  readonly #lines: Lines
  readonly #known: Known
  readonly #findings: Findings

  constructor(lines: Lines, known: Known, findings: Findings) {
    this.#lines = lines
    this.#known = known
    this.#findings = findings
  }

  /** Undefined where something is wrong with it. */
  example(entry: Json, index: number): Example | undefined {
    const at: Path = [index]
    if (!isObject(entry)) return this.#problem(at, 'found no mapping, expected an example')
    for (const key of Object.keys(entry))
      if (!keys.includes(key))
        this.#problem(
          [...at, key],
          `unknown key ${JSON.stringify(key)}`,
          suggest(key, keys) || keys.join(', '),
        )
    const { event, name, topic, headers = {}, key, matches } = entry
    if (!isObject(event) && typeof event !== 'string')
      this.#problem([...at, 'event'], 'expected the message: a mapping, or its JSON as text')
    const expected = this.#expected(at, entry['rule'], matches)
    const named = this.#text([...at, 'name'], name)
    const from = this.#name([...at, 'topic'], topic, 'topic', this.#known.topics) ?? this.#known.topics[0]
    const record = {
      headers: this.#headers([...at, 'headers'], headers),
      key: this.#text([...at, 'key'], key),
    }
    if (expected === undefined || event === undefined || from === undefined) return undefined
    const line = this.#lines.line(at, 'key')
    return {
      name: `${line === 0 ? `[${index}]` : `line ${line}`}${named === undefined ? '' : ` ${named}`}`,
      message: messageOf(event),
      topic: from,
      headers: record.headers,
      key: record.key === undefined ? null : Buffer.from(record.key),
      expected,
    }
  }

  #expected(at: Path, rule: Json | undefined, matches: Json | undefined): Expected | undefined {
    const here = [...at, 'matches']
    if (rule !== undefined) {
      const name = this.#name([...at, 'rule'], rule, 'rule', [...this.#known.rules.keys()])
      if (typeof matches !== 'boolean')
        return this.#problem(here, 'expected true or false: whether the rule fires')
      const found = name === undefined ? undefined : this.#known.rules.get(name)
      return found && { kind: 'rule', rule: found, fires: matches }
    }
    if (typeof matches === 'boolean') return { kind: 'any', fires: matches }
    if (!isObject(matches))
      return this.#problem(here, 'expected true, false, or a mapping with `rules`, `sinks` or both')
    for (const key of Object.keys(matches))
      if (key !== 'rules' && key !== 'sinks')
        this.#problem([...here, key], `unknown key ${JSON.stringify(key)}`, 'rules, sinks')
    return {
      kind: 'exactly',
      rules: this.#names([...here, 'rules'], matches['rules'], 'rule', [...this.#known.rules.keys()]),
      sinks: this.#names([...here, 'sinks'], matches['sinks'], 'sink', this.#known.sinks),
    }
  }

  #names(
    path: Path,
    value: Json | undefined,
    what: string,
    known: readonly string[],
  ): readonly string[] | undefined {
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return this.#problem(path, `expected a list of names of ${what}s`)
    return value.flatMap((name: Json, index) => this.#name([...path, index], name, what, known) ?? [])
  }

  #name(path: Path, value: Json | undefined, what: string, known: readonly string[]): string | undefined {
    const name = this.#text(path, value)
    if (name === undefined || known.includes(name)) return name
    return this.#problem(path, `unknown ${what} ${JSON.stringify(name)}`, suggest(name, known))
  }

  #headers(path: Path, value: Json): readonly Header[] {
    if (!isObject(value)) {
      this.#problem(path, 'expected a mapping of names to texts')
      return []
    }
    return Object.entries(value).map(([name, text]) => ({
      name,
      value: Buffer.from(this.#text([...path, name], text) ?? ''),
    }))
  }

  #text(path: Path, value: Json | undefined): string | undefined {
    if (value === undefined || typeof value === 'string') return value
    return this.#problem(path, 'expected text')
  }

  #problem(path: Path, message: string, hint = ''): undefined {
    this.#findings.problem(this.#lines, path, message, hint)
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
