import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../helpers/random.ts'
import { type Fault, faultsOn, kills } from './faults.ts'
import type { Rig } from './rig.ts'

/** Something that went wrong, when, and for how long; milliseconds from the begin of the schedule. */
export interface Happening {
  readonly fault: string
  readonly from: number
  readonly to: number
  /** Windows that it may have repeated at each sink. */
  readonly ends: number
}

// Between two faults of a part, in the mean: long enough for work to be done that the next one can destroy.
const quiet = { instances: 1_000, brokers: 3_000, moody: 500, shaky: 500 } // ms

/** How long, and which. */
export interface ScheduleOptions {
  readonly seed: number
  readonly milliseconds: number
  /** Of each kind of kill at least so many, whatever the time. */
  readonly killsOfEach: number
  /** Told of each. */
  readonly happened?: (happening: Happening) => void
}

/**
 * Has faults happen to each part of the rig, one after the other, chosen by the seed; parts do not wait for each other.
 * Rejects where one cannot be made good.
 */
export async function happen(rig: Rig, options: ScheduleOptions): Promise<readonly Happening[]> {
  const begun = performance.now()
  const happened: Happening[] = []
  const now = () => Math.round(performance.now() - begun)
  const possible = faultsOn(rig)
  const parts = [...new Set(possible.map(({ part }) => part))].sort()
  let failed = false
  const inTurn = async (part: Fault['part'], index: number) => {
    const random = new Random(options.seed * 31 + index)
    const choices = possible.filter(fault => fault.part === part)
    const due = kills
      .filter(fault => choices.includes(fault))
      .flatMap(fault => Array.from({ length: options.killsOfEach }, () => fault))
    while (!failed && (due.length > 0 || now() < options.milliseconds)) {
      await sleep(quiet[part] * (0.5 + random.below(100) / 100))
      const fault =
        due.length > 0 ? (due.splice(random.below(due.length), 1)[0] as Fault) : random.pick(choices)
      const from = now()
      await fault.run(rig, random)
      const happening = { fault: fault.name, from, to: now(), ends: fault.ends(rig) }
      happened.push(happening)
      options.happened?.(happening)
    }
  }
  const ended = await Promise.allSettled(
    parts.map((part, index) =>
      inTurn(part, index).catch(error => {
        failed = true
        throw error
      }),
    ),
  )
  const failure = ended.find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected') throw failure.reason
  return happened.toSorted((a, b) => a.from - b.from)
}
