import { isFinished } from './invariants.ts'
import type { Model } from './model.ts'
import type { Scenario } from './scenario.ts'
import { spaceOf } from './space.ts'
import type { State } from './state.ts'
import type { Step } from './step.ts'
import { Tracker } from './tracker.ts'

/** A tracker for one partition and one sink, and how it sees what is seen of the whole. */
interface Part {
  readonly tracker: Tracker
  readonly see: (step: Step) => Step | undefined
}

/**
 * Follows a run on the model of the whole scenario or, where that has too many states, on one of each sink in each
 * partition: in the protocol they meet only in what has room, and who goes first.
 */
export class Followed {
  readonly #parts: readonly Part[]

  /** `shown`: where each partition's records end, as far as readers see; it may grow. */
  constructor(m: Model, shown: readonly number[], inParts: boolean) {
    this.#parts = inParts
      ? m.records.flatMap((_, partition) =>
          m.sinks.map((_, sink) => partOf(m.scenario, shown, partition, sink)),
        )
      : [{ tracker: new Tracker(spaceOf(m.scenario), partition => shown[partition] ?? 0), see: step => step }]
  }

  get place(): string {
    return this.#parts.map(({ tracker }) => tracker.place).join()
  }

  /** Something was seen. False where the model does not allow it. */
  see(step: Step): boolean {
    return this.#parts.every(({ tracker, see }) => {
      const seen = see(step)
      if (seen === undefined) return true
      return tracker.see(seen, x => isNothing(tracker.space.m, x, seen))
    })
  }

  allows(steps: readonly Step[]): boolean {
    return this.#parts.every(({ tracker, see }) =>
      tracker.allows(steps.map(see).filter(step => step !== undefined)),
    )
  }

  /** Whether a sink is paused, whatever else is not known. */
  isPaused(sink: number): boolean {
    const own = this.#parts.filter(({ see }) => see({ act: 'pause', sink }) !== undefined)
    return own.every(({ tracker, see }) =>
      tracker.states.every(x => tracker.space.m.paused.get(x, see({ act: 'pause', sink })?.sink) === 1),
    )
  }

  /** Whether the rewind can be committed by now. */
  get isRewound(): boolean {
    return this.#parts.every(({ tracker }) => tracker.states.some(x => tracker.space.m.rewound.get(x) === 0))
  }

  get isFinished(): boolean {
    return this.#parts.every(({ tracker }) => tracker.states.some(x => isFinished(tracker.space.m, x)))
  }
}

function partOf(whole: Scenario, shown: readonly number[], partition: number, sink: number): Part {
  const { partitions, sinks, faults, standing: _, ...rest } = whole
  const own = sinks[sink]
  if (own === undefined) throw new Error(`no sink ${sink}`)
  // What others want alone is a record that nobody wants here.
  const records = (partitions[partition] ?? '').split(' ').map(word => {
    const [key, only] = word.split('>')
    if (word === '-' || (only === undefined ? own.builtIn === true : only !== own.name)) return '-'
    return only === undefined ? key : word
  })
  const part: Scenario = {
    ...rest,
    partitions: [records.join(' ')],
    sinks: [own],
    faults: [...faults, 'rebalance'],
    isPart: true,
  }
  return {
    tracker: new Tracker(spaceOf(part), () => shown[partition] ?? 0),
    see: step => {
      if ((step.partition ?? partition) !== partition || (step.sink ?? sink) !== sink) return undefined
      const { values, ...others } = step
      return {
        ...others,
        ...(step.partition === undefined ? {} : { partition: 0 }),
        ...(step.sink === undefined ? {} : { sink: 0 }),
        ...(values === undefined
          ? {}
          : { values: [values[step.act === 'rebalance' ? partition : sink] ?? 0] }),
      }
    },
  }
}

/**
 * Whether what was seen of a commit is no step in a state: it says again what the last one said, since of other sinks, or of a
 * pause, it may say more; or it is lost, and was of that kind.
 */
function isNothing(m: Model, x: State, { act, instance = 0, partition = 0, values }: Step): boolean {
  if (act === 'lose commit') return m.sent.get(x, instance, partition) === 0
  if (act !== 'commit' && act !== 'send commit') return false
  return values?.every((position, sink) => position === m.position.get(x, partition, sink)) === true
}
