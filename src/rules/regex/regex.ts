import { type MatchResult, match } from './machine.ts'
import { parsePattern } from './parse.ts'
import { compileProgram, type Program } from './program.ts'

/** A compiled pattern in Python's dialect. */
export class Regex {
  readonly source: string
  readonly #program: Program

  /** @throws RegexError for a pattern that Python refuses, or that becomes too large. */
  constructor(source: string) {
    this.source = source
    this.#program = compileProgram(parsePattern(source))
  }

  /** Whether the pattern matches at the start of the text; not necessarily to its end. Never throws. */
  match(text: string): MatchResult {
    return match(this.#program, text)
  }
}
