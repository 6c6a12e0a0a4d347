import type { Space } from './space.ts'
import type { State } from './state.ts'
import type { Act, Step } from './step.ts'

// What cannot be seen from outside: the reader and the lanes take these steps when they like.
const inside: ReadonlySet<Act> = new Set(['load', 'read', 'read again', 'see answer', 'shed', 'told'])

/**
 * Follows a run of the real code on the model: every state in which the model can be after what was seen. Where there is
 * none left, the code did something that the protocol does not allow.
 */
export class Tracker {
  readonly space: Space
  /** Where a partition's records end, as far as readers see. */
  readonly #shown: (partition: number) => number
  #numbers: Set<number>

  constructor(space: Space, shown: (partition: number) => number, numbers: Iterable<number> = [0]) {
    this.space = space
    this.#shown = shown
    this.#numbers = new Set(numbers)
  }

  /** For telling one place in a run from another. */
  get place(): string {
    return [...this.#numbers].sort((one, other) => one - other).join()
  }

  get states(): readonly State[] {
    return [...this.#numbers].map(number => this.space.state(number))
  }

  /** Something was seen that is a step, or, in states where `idle` says so, none. False where no state allows it. */
  see(seen: Step, idle: (x: State) => boolean = () => false): boolean {
    this.#close() // more may be shown by now
    const before = this.#numbers
    this.#numbers = new Set()
    for (const number of before) {
      if (idle(this.space.state(number))) this.#numbers.add(number)
      for (const { step, to } of this.space.onward(number)) if (isSame(step, seen)) this.#numbers.add(to)
    }
    this.#close()
    return this.#numbers.size > 0
  }

  /** Whether these steps can be seen next, one after the other. */
  allows(seen: readonly Step[]): boolean {
    const fork = new Tracker(this.space, this.#shown, this.#numbers)
    return seen.every(step => fork.see(step))
  }

  /** Adds where steps lead that cannot be seen. */
  #close(): void {
    // A set gives what is added while it is gone through.
    for (const number of this.#numbers)
      for (const { step, to } of this.space.onward(number))
        if (inside.has(step.act) && this.#isShown(step)) this.#numbers.add(to)
  }

  #isShown({ act, partition = 0, offset = 0 }: Step): boolean {
    return act !== 'read' || offset < this.#shown(partition)
  }
}

function isSame(step: Step, seen: Step): boolean {
  return (
    step.act === seen.act &&
    step.instance === seen.instance &&
    step.partition === seen.partition &&
    step.offset === seen.offset &&
    step.sink === seen.sink &&
    step.values?.join() === seen.values?.join()
  )
}
