/** How often something differs between two configurations, with the first places of each kind. */
export interface Changes {
  readonly gained: Change
  readonly lost: Change
  readonly changed: Change
  unchanged: number
}

export interface Change {
  count: number
  /** `topic/partition@offset` */
  readonly examples: string[]
}

export type ChangeKind = 'gained' | 'lost' | 'changed'

/** The kinds, in the order in which they are told. */
export const changeKinds: readonly ChangeKind[] = ['gained', 'lost', 'changed']

const mostExamples = 3

/** Nothing has been seen yet. */
export function noChanges(): Changes {
  const none = (): Change => ({ count: 0, examples: [] })
  return { gained: none(), lost: none(), changed: none(), unchanged: 0 }
}

/** Counts one. */
export function count(changes: Changes, kind: ChangeKind | 'unchanged', place: string): void {
  if (kind === 'unchanged') {
    changes.unchanged++
    return
  }
  const change = changes[kind]
  change.count++
  if (change.examples.length < mostExamples) change.examples.push(place)
}

/** Whether anything differs. */
export function differs({ gained, lost, changed }: Changes): boolean {
  return gained.count + lost.count + changed.count > 0
}
