/** Why a pattern is refused: what was found, and where. */
export class RegexError extends Error {
  /** Counts characters from 0. */
  readonly position: number
  /** What to write instead; empty where there is nothing to say. */
  readonly hint: string

  constructor(message: string, position: number, hint = '') {
    super(`${message} at position ${position}`)
    this.name = 'RegexError'
    this.position = position
    this.hint = hint
  }
}
