import { mandatoryText, matchesWildcards, type Wildcards, wildcardsOf } from './literals.ts'
import { type MatchResult, match } from './machine.ts'
import { parsePattern } from './parse.ts'
import { compileProgram, type Program } from './program.ts'

/** A compiled pattern in Python's dialect. */
export class Regex {
  readonly source: string
  readonly #program: Program
  readonly #wildcards: Wildcards | undefined
  readonly #mandatory: string

  /** @throws RegexError for a pattern that Python refuses, or that becomes too large. */
  constructor(source: string) {
    this.source = source
    this.#program = compileProgram(parsePattern(source))
    this.#wildcards = wildcardsOf(source)
    this.#mandatory = mandatoryText(source)
  }

  /** Whether the pattern matches at the start of the text; not necessarily to its end. Never throws. */
  match(text: string): MatchResult {
    // What a look at the text can tell needs no steps, and so is never given up.
    const wildcards = this.#wildcards
    if (wildcards !== undefined && !text.includes('\n'))
      return matchesWildcards(wildcards, text) ? 'matched' : 'notMatched'
    if (this.#mandatory !== '' && !text.includes(this.#mandatory)) return 'notMatched'
    return match(this.#program, text)
  }
}
