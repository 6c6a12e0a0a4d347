import type { Problems } from '../problems.ts'

/** Statuses that mean something else at this sink than in the table. A status stands in one set at most. */
export interface Overrides {
  readonly delivered: ReadonlySet<number>
  readonly retry: ReadonlySet<number>
  readonly refused: ReadonlySet<number>
}

/** No status means anything else than in the table. */
export const noOverrides: Overrides = { delivered: new Set(), retry: new Set(), refused: new Set() }

/** `outcomes` of a configuration as sets. */
export function overridesOf(
  written: { readonly [kind in keyof Overrides]?: readonly number[] },
  problems: Problems,
): Overrides {
  const kinds = ['delivered', 'retry', 'refused'] as const
  const seen = new Map<number, string>()
  for (const kind of kinds)
    for (const status of written[kind] ?? []) {
      const other = seen.get(status)
      if (other !== undefined) problems.add(`outcomes.${kind}`, `${status} stands under ${other} too`)
      seen.set(status, kind)
    }
  const [delivered, retry, refused] = kinds.map(kind => new Set(written[kind]))
  return { delivered: delivered!, retry: retry!, refused: refused! }
}
