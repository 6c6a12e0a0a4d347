import { closest, distance } from 'fastest-levenshtein'

/** `did you mean "object_created"?` where one of the known words is near; otherwise empty. */
export function suggest(found: string, known: readonly string[]): string {
  const near = nearest(found, known)
  return near === undefined ? '' : `did you mean "${near}"?`
}

/** The same where names are free: only what one slip explains, and not in short names, which are alike by chance. */
export function suggestFree(found: string, names: readonly string[]): string {
  if (found.length < 4) return ''
  return suggest(
    found,
    names.filter(name => name.length >= 4 && nearest(found, [name], 1) !== undefined),
  )
}

/**
 * The known word that was most likely meant: at most a third of its letters differ, and no more than `most` of them, or
 * their order or case.
 */
export function nearest(
  found: string,
  known: readonly string[],
  most = Number.POSITIVE_INFINITY,
): string | undefined {
  if (known.length === 0 || found.length > 100) return undefined
  const word = simple(found)
  const words = known.map(simple)
  const swapped = words.find(other => letters(other) === letters(word))
  if (swapped !== undefined) return known[words.indexOf(swapped)]
  const near = closest(word, words)
  const limit = Math.min(most, Math.max(1, Math.floor(Math.max(word.length, near.length) / 3)))
  return distance(word, near) <= limit ? known[words.indexOf(near)] : undefined
}

function letters(word: string): string {
  return [...word].sort().join('')
}

function simple(word: string): string {
  return word.toLowerCase().replaceAll('-', '_')
}
