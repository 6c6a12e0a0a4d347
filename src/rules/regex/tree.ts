/** A pattern as parsed. */
import type { CharOptions, CharSet } from './chars.ts'

/** `^ $ \A \Z \b \B`, by what they ask. */
export type Place = 'start' | 'lineStart' | 'end' | 'lastLineEnd' | 'lineEnd' | 'boundary' | 'notBoundary'

/** A part of a pattern. */
export type Node =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly part: Node
      readonly min: number
      readonly max: number
      readonly mode: RepeatMode
    }
  | { readonly kind: 'place'; readonly place: Place; readonly ascii: boolean }
  | {
      readonly kind: 'look'
      readonly part: Node
      readonly negate: boolean
      readonly behind: number | undefined
    }
  | { readonly kind: 'atomic'; readonly part: Node }
  | { readonly kind: 'group'; readonly part: Node; readonly number: number }
  | { readonly kind: 'again'; readonly number: number; readonly options: CharOptions }
  | { readonly kind: 'conditional'; readonly number: number; readonly yes: Node; readonly no: Node }

/** `*`, `*?`, `*+`. */
export type RepeatMode = 'greedy' | 'lazy' | 'possessive'

/** The least and the most characters that a part can match. */
export function widthOf(node: Node): readonly [min: number, max: number] {
  switch (node.kind) {
    case 'chars':
      return [1, 1]
    case 'place':
    case 'look':
      return [0, 0]
    case 'again':
      return [0, Infinity]
    case 'atomic':
    case 'group':
      return widthOf(node.part)
    case 'repeat': {
      const [min, max] = widthOf(node.part)
      return [min * node.min, max === 0 || node.max === 0 ? 0 : max * node.max]
    }
    case 'sequence':
      return node.parts.map(widthOf).reduce(([min, max], [least, most]) => [min + least, max + most], [0, 0])
    case 'choice':
      return widest(node.branches.map(widthOf))
    case 'conditional':
      return widest([widthOf(node.yes), widthOf(node.no)])
  }
}

function widest(widths: readonly (readonly [number, number])[]): readonly [number, number] {
  return [Math.min(...widths.map(([min]) => min)), Math.max(...widths.map(([, max]) => max))]
}
