import { resolve } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Json } from '../types.ts'
import { type Findings, type Lines, type Path, pointerOf } from './findings.ts'
import { suggestFree } from './suggest.ts'
import { readTextFile } from './text-file.ts'

/** A file's value with what its references stand for. */
export interface Substituted {
  readonly value: Json
  /** JSON pointers of the scalars whose references stand for nothing; already reported. */
  readonly unresolved: ReadonlySet<string>
  /** The same of scalars in which a reference stands for an empty text, with that reference. */
  readonly empty: ReadonlyMap<string, string>
}

export interface ReferenceContext {
  readonly lines: Lines
  /** Where relative paths of secret files begin. */
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly findings: Findings
}

const mostSecretBytes = 65_536
const readableByOthers = 0o004

// `$${` is an escaped `${`; a reference that is never closed is found by its missing brace.
const reference = /\$\$\{|\$\{([^}]*)(\}?)/g

/** Whether a scalar, as it is written, stands for something else. */
export function hasReference(written: Json | undefined): boolean {
  return typeof written === 'string' && /(?<!\$)\$\{/.test(written)
}

/** Copies a value with `${env:NAME}` and `${file:/path}` replaced in every text; keys stay as they are. */
export function substitute(value: Json, context: ReferenceContext): Substituted {
  const unresolved = new Set<string>()
  const empty = new Map<string, string>()
  const warned = new Set<string>()
  const path: (string | number)[] = []

  const walk = (node: Json): Json => {
    if (typeof node === 'string') return node.includes('${') ? text(node) : node
    if (typeof node !== 'object' || node === null) return node
    if (Array.isArray(node)) return node.map((item, index) => at(index, item))
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, at(key, item)]))
  }
  const at = (step: string | number, node: Json): Json => {
    path.push(step)
    const result = walk(node)
    path.pop()
    return result
  }
  const text = (written: string): string =>
    written.replace(reference, (match: string, inside: string | undefined, end: string) => {
      if (inside === undefined) return '${'
      try {
        const found = target(match, end === '' ? undefined : inside)
        if (found === '') empty.set(pointerOf(path), match)
        return found
      } catch (error) {
        unresolved.add(pointerOf(path))
        const { message, hint } = error as Unresolved
        context.findings.problem(context.lines, [...path], message, hint)
        return match
      }
    })
  const target = (match: string, inside: string | undefined): string => {
    const [, kind, name] = /^(env|file):(.+)$/s.exec(inside ?? '') ?? []
    if (kind === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(name!)) return variable(match, name!)
    if (kind === 'file') return secretFile(match, name!, [...path])
    const found =
      inside === undefined ? `a "\${" without its "}"` : `unknown reference ${JSON.stringify(match)}`
    throw new Unresolved(
      `${found}; expected \${env:NAME} or \${file:/path}`,
      'write $${ where ${ is meant as text',
    )
  }
  const variable = (match: string, name: string): string => {
    const found = Object.hasOwn(context.env, name) ? context.env[name] : undefined
    if (found !== undefined) return found
    throw new Unresolved(
      `${match}: the environment variable is not set`,
      suggestFree(name, Object.keys(context.env)),
    )
  }
  const secretFile = (match: string, name: string, place: Path): string => {
    try {
      const { text: secret, mode } = readTextFile(resolve(context.folder, name), mostSecretBytes)
      if ((mode & readableByOthers) !== 0 && process.platform !== 'win32' && !warned.has(name)) {
        warned.add(name)
        context.findings.warn(
          context.lines,
          place,
          `${match}: every user of this machine can read the file`,
          'chmod o-r',
        )
      }
      return secret.replace(/\r?\n$/, '')
    } catch (error) {
      throw new Unresolved(`${match}: the file ${messageOf(error)}`)
    }
  }

  return { value: walk(value), unresolved, empty }
}

class Unresolved extends Error {
  readonly hint: string

  constructor(message: string, hint = '') {
    super(message)
    this.hint = hint
  }
}
