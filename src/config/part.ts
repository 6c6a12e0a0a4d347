import { globSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Json } from '../types.ts'
import type { Findings, Lines, Path } from './findings.ts'
import { substitute } from './references.ts'
import { readTextFile } from './text-file.ts'
import { list, record, valueAt } from './tree.ts'
import { parseYaml, type YamlFile } from './yaml.ts'

/** One file of a configuration. */
export interface Part extends YamlFile {
  readonly main: boolean
  /** Absolute. */
  readonly path: string
  /** With what its references stand for. The schema check fills in the defaults. */
  readonly checked: Json
  readonly unresolved: ReadonlySet<string>
  readonly empty: ReadonlyMap<string, string>
}

/** A text as messages may quote it: as it is written where a reference stands in it, else with its default. */
export function shownAt(part: Pick<Part, 'value' | 'checked'>, path: Path): string {
  return String(valueAt(part.value, path) ?? valueAt(part.checked, path))
}

/** The files of a configuration: the main one first, then what they include by path. */
export interface Parts {
  readonly parts: readonly Part[]
  /** Whether every file could be read; what is missing may be in one that could not. */
  readonly complete: boolean
  /** As named in messages, the unreadable ones too. */
  readonly files: readonly string[]
}

const mostFileBytes = 4_194_304 // 4 MiB: some three seconds of parsing
const mostBytes = 67_108_864
const mostFiles = 1_000

/** Reads the main file and what it includes. What is wrong goes to `findings`. */
export function readParts(file: string, env: NodeJS.ProcessEnv, findings: Findings): Parts {
  return new Reading(env, findings).read(file)
}

class Reading {
  readonly #env: NodeJS.ProcessEnv
  readonly #findings: Findings
  readonly #parts: Part[] = []
  /** By real path, so that cycles end and a file that is included twice counts once. */
  readonly #seen = new Map<string, string>()
  #complete = true
  #bytes = 0

  constructor(env: NodeJS.ProcessEnv, findings: Findings) {
    this.#env = env
    this.#findings = findings
  }

  read(file: string): Parts {
    this.#file(file, resolve(file), { file, line: () => 0 }, [])
    const [main, ...included] = this.#parts
    const parts = main?.main ? [main, ...included.sort((a, b) => order(a.path, b.path))] : []
    const others = [...this.#seen].filter(([, name]) => name !== file).sort(([a], [b]) => order(a, b))
    return { parts, complete: this.#complete, files: [file, ...others.map(([, name]) => name)] }
  }

  #file(name: string, path: string, from: Lines, at: Path): void {
    const real = realPath(path)
    if (this.#seen.has(real)) return
    const main = this.#seen.size === 0
    if (this.#seen.size >= mostFiles) {
      this.#failed(from, at, `more than ${mostFiles} files`)
      return
    }
    this.#seen.set(real, name)
    const text = this.#text(path, from, at, main ? undefined : JSON.stringify(name))
    const yaml = text === undefined ? undefined : parseYaml(name, text, this.#findings)
    if (yaml === undefined) {
      this.#complete = false
      return
    }
    const folder = dirname(path)
    const { value, unresolved, empty } = substitute(yaml.value, {
      lines: yaml,
      folder,
      env: this.#env,
      findings: this.#findings,
    })
    const part: Part = {
      file: name,
      line: (place, which) => yaml.line(place, which),
      written: place => yaml.written(place),
      value: yaml.value,
      main,
      path,
      checked: value,
      unresolved,
      empty,
    }
    this.#parts.push(part)
    for (const [index, pattern] of list(record(value)['include']).entries())
      if (typeof pattern === 'string' && pattern !== '') this.#include(part, pattern, ['include', index])
  }

  #text(path: string, from: Lines, at: Path, included: string | undefined): string | undefined {
    try {
      const { text } = readTextFile(path, mostFileBytes)
      this.#bytes += text.length
      if (this.#bytes <= mostBytes) return text
      this.#failed(from, at, `the files have more than ${mostBytes} bytes together`)
    } catch (error) {
      const reason = messageOf(error)
      const first = included === undefined && reason === 'does not exist'
      const hint = first ? '`sluice init` writes one to begin with' : ''
      this.#failed(from, at, `${included ?? 'the configuration'} ${reason}`, hint)
    }
    return undefined
  }

  #include(part: Part, pattern: string, at: Path): void {
    const show = (match: string) => (isAbsolute(match) ? match : join(dirname(part.file), match))
    if (!/[*?[\]{}]/.test(pattern)) {
      this.#file(show(pattern), resolve(dirname(part.path), pattern), part, at)
      return
    }
    const matches = globSync(pattern, { cwd: dirname(part.path), withFileTypes: true })
      .filter(entry => !entry.isDirectory())
      .map(entry => join(entry.parentPath, entry.name))
      .sort(order)
    if (matches.length === 0)
      this.#findings.warn(
        part,
        at,
        `no file is named like ${JSON.stringify(pattern)}`,
        'seen from the folder of this file',
      )
    for (const path of matches)
      this.#file(show(isAbsolute(pattern) ? path : relative(dirname(part.path), path)), path, part, at)
  }

  #failed(from: Lines, at: Path, message: string, hint = ''): void {
    this.#complete = false
    this.#findings.problem(from, at, message, hint)
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // reading it says why
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
