/** Every filter of Jinja2. */
import type { Natives } from '../../python/arguments.ts'
import { numberFilters } from './numbers.ts'
import { selectionFilters } from './selection.ts'
import { sequenceFilters } from './sequences.ts'
import { textFilters } from './text.ts'
import { valueFilters } from './values.ts'

/** The 54, over the filters and tests that `map` and its like find by name. */
export function builtInFilters(filters: () => Natives, tests: () => Natives): Natives {
  return new Map([
    ...textFilters,
    ...sequenceFilters,
    ...numberFilters,
    ...valueFilters,
    ...selectionFilters(filters, tests),
  ])
}
