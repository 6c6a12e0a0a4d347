import type { Problem } from '../errors.ts'

/** Keys and indexes from the top of a file down to a value. */
export type Path = readonly (string | number)[]

/** What can say on which line something stands. */
export interface Lines {
  /** As the user named it. */
  readonly file: string
  /** Counts from 1; of the nearest thing above where the path leads nowhere. */
  line(path: Path, at: 'key' | 'value'): number
}

/** Gathers what is wrong with a configuration, and what is only doubtful, with its places. */
export class Findings {
  readonly #problems: Problem[] = []
  readonly #warnings: Problem[] = []
  /** Where problems stand: file, then JSON pointer. */
  readonly #places: { readonly file: string; readonly pointer: string }[] = []

  /** Something that must be mended before anything can run. */
  problem(lines: Lines, path: Path, message: string, hint = '', at: 'key' | 'value' = 'value'): void {
    this.located({ file: lines.file, line: lines.line(path, at), path: pathText(path), message, hint })
    this.#places.push({ file: lines.file, pointer: pointerOf(path) })
  }

  /** A problem that has its place already. */
  located(problem: Problem): void {
    this.#problems.push(problem)
  }

  /** A warning that has its place already. */
  doubted(warning: Problem): void {
    this.#warnings.push(warning)
  }

  /** Something that is likely not meant. */
  warn(lines: Lines, path: Path, message: string, hint = '', at: 'key' | 'value' = 'value'): void {
    this.#warnings.push({ file: lines.file, line: lines.line(path, at), path: pathText(path), message, hint })
  }

  /** Whether a problem stands at a value or inside it. */
  failedAt({ file }: Pick<Lines, 'file'>, path: Path): boolean {
    const at = pointerOf(path)
    return this.#places.some(
      ({ file: other, pointer }) => other === file && (pointer === at || pointer.startsWith(`${at}/`)),
    )
  }

  get failed(): boolean {
    return this.#problems.length > 0
  }

  /** In the order of the given files, then of their lines. */
  problems(files: readonly string[]): readonly Problem[] {
    return inOrder(this.#problems, files)
  }

  /** In the order of the given files, then of their lines. */
  warnings(files: readonly string[]): readonly Problem[] {
    return inOrder(this.#warnings, files)
  }
}

/** The path as a JSON pointer: `/sinks/crm/url`. */
export function pointerOf(path: Path): string {
  return path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** `sinks.crm.retry.max`, `rules[3].sinks[0]`, `sinks["my.crm"].url`; empty at the top. */
export function pathText(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (!/^[A-Za-z0-9_-]+$/.test(step)) text += `[${JSON.stringify(step)}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

function inOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const place = new Map(files.map((file, index) => [file, index]))
  return problems.toSorted(
    (a, b) => (place.get(a.file) ?? files.length) - (place.get(b.file) ?? files.length) || a.line - b.line,
  )
}
