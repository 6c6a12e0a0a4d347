import { type Problem, SluiceError } from '../src/errors.ts'

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

  /** What `parse` makes; undefined where it throws an error of ours, which is then among the problems. */
  attempt<Parsed>(path: string, parse: () => Parsed): Parsed | undefined {
    try {
      return parse()
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      this.add(path, error.message, error.hint)
      return undefined
    }
  }
}
