import { closest, distance } from 'fastest-levenshtein'

/** `did you mean "object_created"?` where one of the known words is near; otherwise empty. */
export function suggest(found: string, known: readonly string[]): string {
  const near = nearest(found, known)
  return near === undefined ? '' : `did you mean "${near}"?`
}

/** The known word that was most likely meant: at most a third of its letters differ, or their order or case. */
export function nearest(found: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || found.length > 100) return undefined
  const word = simple(found)
  const words = known.map(simple)
  const swapped = words.find(other => letters(other) === letters(word))
  if (swapped !== undefined) return known[words.indexOf(swapped)]
  const near = closest(word, words)
  const limit = Math.max(1, Math.floor(Math.max(word.length, near.length) / 3))
  return distance(word, near) <= limit ? known[words.indexOf(near)] : undefined
}

function letters(word: string): string {
  return [...word].sort().join('')
}

function simple(word: string): string {
  return word.toLowerCase().replaceAll('-', '_')
}
