import { randomOf } from '../helpers/random.ts'
import { Driven, type DrivenOptions } from './driven.ts'
import type { Scenario } from './scenario.ts'

/** The seed to begin with: SLUICE_SCHEDULE_SEED where it is set. */
export function firstSeed(otherwise: number): number {
  const given = Number(process.env['SLUICE_SCHEDULE_SEED'] ?? otherwise)
  if (!Number.isSafeInteger(given)) throw new Error('SLUICE_SCHEDULE_SEED is not a whole number')
  return given
}

/** The code did on a schedule what it must not do. */
export class Misbehaved extends Error {
  readonly schedule: readonly string[]

  constructor(schedule: readonly string[], cause: unknown) {
    const inputs = schedule.map((name, at) => `${String(at + 1).padStart(4)}  ${name}`)
    super([cause instanceof Error ? cause.message : String(cause), ...inputs].join('\n'), { cause })
    this.schedule = schedule
  }

  /** The invariant's name. */
  get invariant(): string {
    return this.message.split(':')[0] ?? ''
  }
}

/** What running a schedule has shown. */
export interface Played {
  /** The inputs that were possible when it was their turn. */
  readonly taken: readonly string[]
  /** Where it led, before the calm, and what is possible there. */
  readonly place: string
  readonly next: readonly string[]
}

/** Runs a schedule: inputs by name, those left out that are not possible; then calm. @throws Misbehaved */
export async function play(
  scenario: Scenario,
  schedule: readonly string[],
  options?: DrivenOptions,
): Promise<Played> {
  const world = new Driven(scenario, options)
  const taken: string[] = []
  try {
    await world.begin()
    for (const name of schedule) {
      const input = world.inputs().find(input => input.name === name)
      if (input === undefined) continue
      taken.push(name)
      await world.apply(input)
    }
    const reached = { taken, place: world.place, next: world.inputs().map(({ name }) => name) }
    await world.calm()
    return reached
  } catch (error) {
    throw new Misbehaved(taken, error)
  } finally {
    world.end()
  }
}

/** What running many schedules has shown. */
export interface Covered {
  readonly schedules: number
  readonly places: number
  /** Inputs in the longest, after the opening. */
  readonly length: number
}

/**
 * Runs schedules that begin with partitions given out and all records shown, every one of a length before the longer ones,
 * until `most` have been run. What leads to a place where one was before is not gone on with.
 */
export async function cover(scenario: Scenario, most: number): Promise<Covered> {
  const begin = await opening(scenario)
  const places = new Set<string>()
  const todo: (readonly string[])[] = [begin]
  let schedules = 0
  let length = 0
  for (const schedule of todo) {
    if (schedules === most) break
    schedules++
    length = schedule.length - begin.length
    const { place, next } = await play(scenario, schedule)
    if (places.has(place)) continue
    places.add(place)
    for (const name of next) todo.push([...schedule, name])
  }
  return { schedules, places: places.size, length }
}

async function opening(scenario: Scenario): Promise<string[]> {
  const world = new Driven(scenario)
  const opening: string[] = []
  await world.begin()
  const take = async (kind: string) => {
    const input = world.inputs().find(({ name }) => name.startsWith(kind))
    if (input === undefined) return false
    opening.push(input.name)
    await world.apply(input)
    return true
  }
  await take('rebalance')
  while (await take('show'));
  world.end()
  return opening
}

/** A random schedule of a seed. */
export async function walk(scenario: Scenario, seed: number, length: number): Promise<void> {
  const random = randomOf(seed)
  const options = { inParts: true, fetch: 1 + (seed % 3) }
  const world = new Driven(scenario, options)
  const taken: string[] = []
  try {
    await world.begin()
    for (let step = 0; step < length; step++) {
      const inputs = world.inputs()
      const input = inputs[random(inputs.length)]!
      taken.push(input.name)
      await world.apply(input)
    }
    await world.calm()
  } catch (error) {
    const { message } = await shrink(scenario, options, new Misbehaved(taken, error))
    throw new Error(`${message}\nseed ${seed}, ${length} inputs`, { cause: error })
  } finally {
    world.end()
  }
}

/** Leaves out of a schedule that fails whatever it fails without. */
async function shrink(scenario: Scenario, options: DrivenOptions, failure: Misbehaved): Promise<Misbehaved> {
  let shortest = failure
  for (let at = failure.schedule.length - 1; at >= 0; at--)
    try {
      await play(scenario, shortest.schedule.toSpliced(at, 1), options)
    } catch (error) {
      if (error instanceof Misbehaved && error.invariant === failure.invariant) shortest = error
      at = Math.min(at, shortest.schedule.length)
    }
  return shortest
}
