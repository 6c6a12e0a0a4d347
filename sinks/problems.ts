import type { Problem } from '../src/errors.ts'

/** Collects everything that is wrong with a sink's options. */
export class Problems {
  readonly found: Problem[] = []
  readonly #prefix: string

  /** `sink` is its name: paths begin `sinks.<name>`. */
  constructor(sink: string) {
    this.#prefix = `sinks.${sink}`
  }

  add(path: string, message: string, hint = ''): void {
    this.found.push({ file: '', line: 0, path: `${this.#prefix}.${path}`, message, hint })
  }
}
