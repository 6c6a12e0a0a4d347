import { RegexError } from './error.ts'

/** A pattern's characters, read one after another; an escape's backslash and the character behind it are one token. */
export class Source {
  readonly #chars: readonly string[]
  #next = 0

  constructor(pattern: string) {
    this.#chars = Array.from(pattern)
  }

  get position(): number {
    return this.#next
  }

  /** The next token, or undefined at the end. */
  peek(): string | undefined {
    const char = this.#chars[this.#next]
    if (char !== '\\') return char
    const escaped = this.#chars[this.#next + 1]
    if (escaped === undefined) throw new RegexError('bad escape (end of pattern)', this.#next)
    return char + escaped
  }

  get(): string | undefined {
    const token = this.peek()
    if (token !== undefined) this.#next += token.startsWith('\\') ? 2 : 1
    return token
  }

  /** Takes the token if it comes next. */
  take(token: string): boolean {
    if (this.peek() !== token) return false
    this.get()
    return true
  }

  /** Takes up to `limit` tokens that fit. */
  takeWhile(limit: number, fits: RegExp): string {
    let taken = ''
    for (let count = 0; count < limit; count++) {
      const token = this.peek()
      if (token === undefined || !fits.test(token)) break
      taken += this.get()
    }
    return taken
  }

  /** Takes everything before the terminator, and that too. */
  takeUntil(terminator: string, what: string): string {
    const start = this.#next
    let taken = ''
    for (;;) {
      const token = this.get()
      if (token === undefined) {
        if (taken === '') throw new RegexError(`missing ${what}`, start)
        throw new RegexError(`missing ${terminator}, unterminated name`, start)
      }
      if (token === terminator) {
        if (taken === '') throw new RegexError(`missing ${what}`, start)
        return taken
      }
      taken += token
    }
  }

  rewind(position: number): void {
    this.#next = position
  }

  error(message: string, position = this.#next, hint = ''): RegexError {
    return new RegexError(message, position, hint)
  }
}
