/** What a pattern says about the texts it matches, where it is simple. Read from its source; where in doubt, nothing. */

/** A pattern of letters, `.*` and a final `$` only: the text begins with the first segment and has the others behind it. */
export interface Wildcards {
  readonly segments: readonly string[]
  readonly toEnd: boolean
}

const SIMPLE = /^(?:[^\\.^$*+?()[\]{}|]|\.\*(?![*+?{]))*\$?$/s

/** The segments of a pattern without anything but letters and `.*`; undefined for any other. */
export function wildcardsOf(pattern: string): Wildcards | undefined {
  if (!SIMPLE.test(pattern) || !pattern.isWellFormed()) return undefined
  const toEnd = pattern.endsWith('$')
  return { segments: (toEnd ? pattern.slice(0, -1) : pattern).split('.*'), toEnd }
}

/** Whether the pattern matches a text without line feeds. */
export function matchesWildcards({ segments, toEnd }: Wildcards, text: string): boolean {
  const last = segments.length - 1
  if (!text.startsWith(segments[0]!)) return false
  let at = segments[0]!.length
  if (last === 0) return !toEnd || at === text.length
  for (let i = 1; i < last + (toEnd ? 0 : 1); i++) {
    const found = text.indexOf(segments[i]!, at)
    if (found < 0) return false
    at = found + segments[i]!.length
  }
  return !toEnd || (text.length - segments[last]!.length >= at && text.endsWith(segments[last]!))
}

/** The longest text that every match holds, letter for letter; empty where none can be told. */
export function mandatoryText(pattern: string): string {
  if (/[(|]/.test(pattern) || !pattern.isWellFormed()) return ''
  let best = ''
  let run = ''
  const end = () => {
    if (run.length > best.length) best = run
    run = ''
  }
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (token.length > 2 || /^[\\.^$[{*?]/.test(token)) {
      // What repeats may stand there never.
      if (/^[{*?]/.test(token)) run = run.slice(0, run.length - lastLength(run))
      end()
    } else if (token === '+') end()
    else run += token
  }
  end()
  return best
}

// An escape with the digits that belong to it, a class, a count, or one character.
const TOKEN =
  /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|\d{1,3}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|./gsu

function lastLength(run: string): number {
  return run.length > 1 && run.codePointAt(run.length - 2)! > 0xffff ? 2 : 1
}
