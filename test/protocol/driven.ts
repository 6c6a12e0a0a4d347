import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { encodePositions, sinkId } from '../../src/positions.ts'
import { MemoryLog } from '../helpers/memory-log.ts'
import { pass } from '../helpers/outbox.ts'
import { committedOf, group, stands, topic, turns } from '../helpers/reader.ts'
import { Followed } from './followed.ts'
import type { Input } from './input.ts'
import { inputsOf } from './inputs.ts'
import { Instance, nameOf } from './instance.ts'
import { Model } from './model.ts'
import { Oracle } from './oracle.ts'
import type { Scenario } from './scenario.ts'
import { describe, type Step } from './step.ts'

export interface DrivenOptions {
  /** The model of each sink in each partition is followed, not that of the whole. */
  readonly inParts?: boolean
  /** Records that a read gives at most. */
  readonly fetch?: number
}

const mostRounds = 60 // of calm, until everything has to be delivered

/**
 * A scenario with the real reader, positions and lanes, on a log in memory, under a clock that stands still. What comes from
 * outside is an input; what the code does after it is held to the model, and judged by the oracle.
 */
export class Driven {
  readonly m: Model
  readonly log: MemoryLog
  readonly instances: Instance[] = []
  /** Requests that nobody waits for any more, and that may still arrive: sink, partition and offset. */
  readonly ghosts = new Set<string>()
  /** Sinks that operators have paused, or are about to. */
  readonly paused = new Set<number>()
  rewound = false
  /** How often operators asked for a pause or its end. */
  asked = 0
  /** Where each partition's records end, as far as readers see. */
  readonly shown: number[]
  readonly oracle: Oracle
  readonly #followed: Followed
  /** What the code did since the last input, in order; of a function, what it has to be true of then. */
  readonly #seen: (Step | (() => void))[] = []
  /** What an assertion said inside a call of the code, which may have swallowed it. */
  #wrong: unknown

  constructor(scenario: Scenario, { inParts = false, fetch = 1 }: DrivenOptions = {}) {
    this.m = new Model(scenario)
    this.log = new MemoryLog({
      manual: true,
      fetch,
      ...(scenario.listed === undefined ? {} : { metadataLimit: 1 }),
    })
    this.oracle = new Oracle(this.m, this.log)
    this.shown = this.m.records.map(() => 0)
    this.#followed = new Followed(this.m, this.shown, inParts)
  }

  /** For telling one place in a run from another: where the model can be, and what is on its way. */
  get place(): string {
    const wire = this.instances.map(
      each => each.wire.length + 10 * each.burying.length + 100 * each.commits.length,
    )
    return `${this.#followed.place} ${wire} ${this.shown} ${[...this.ghosts].sort()} ${[...this.paused]}`
  }

  /** The records are there, and the instances have started. */
  async begin(): Promise<void> {
    mock.timers.reset()
    mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_790_000_000_000 })
    const { log, m } = this
    await log.createTopic(topic, { partitions: m.partitions })
    for (const { name } of [...m.sinks, { name: 'U' }])
      await log.createTopic(`dead-letters.${nameOf(name)}`, { partitions: 1 })
    for (const [partition, records] of m.records.entries()) {
      log.show(topic, partition, 0)
      if (!m.has('produce')) for (const offset of records.keys()) await this.append(partition, offset)
    }
    this.#stand()
    for (let number = 0; number < m.instances; number++) this.start(number)
    await turns()
  }

  /** Time runs again. What is left of the run waits for ever, and is forgotten. */
  end(): void {
    mock.timers.reset()
  }

  /** Where sinks stand at the beginning; what lies below has arrived. */
  #stand(): void {
    const { standing } = this.m.scenario
    if (standing === undefined) return
    const offset = Math.max(...standing)
    const positions = standing.map((position, sink) => ({
      id: sinkId(nameOf(this.m.sinks[sink]?.name ?? '')),
      position,
      paused: false,
      attempts: 0,
      firstFailure: 0,
    }))
    const commit = encodePositions(offset, positions, this.log.metadataLimit)
    this.log.group(group).committed.set(`${topic}/0`, { ...commit, low: 0 })
    for (const [sink, position] of standing.entries())
      for (let below = 0; below < position; below++) this.oracle.arrived(sink, 0, below)
  }

  /** Writes the record that belongs to a place; a gap where there is none. */
  async append(partition: number, offset: number): Promise<void> {
    const record = this.m.records[partition]?.[offset]
    const wanted = this.m.sinks.filter((_, sink) => record?.wanted[sink] === true)
    const text = wanted.some(({ builtIn }) => builtIn) ? '?' : wanted.map(({ name }) => nameOf(name)).join()
    const value = Buffer.from(text || '-')
    if (record === undefined) this.log.skip(topic, partition, 1)
    else await this.log.append(topic, [{ key: Buffer.from(record.keyName), value, partition }])
  }

  start(number: number): void {
    const instance: Instance = new Instance(this.m, number, this.log, step => {
      this.#seen.push(step)
      try {
        if (step.act === 'send') this.oracle.sent(instance, step)
        if (step.act === 'commit' && !this.m.has('rewind')) this.oracle.stored(step)
      } catch (error) {
        this.#wrong ??= error
      }
    })
    this.instances[number] = instance
  }

  /** The code has done something, just now. */
  readonly saw = (step: Step): void => {
    this.#seen.push(step)
  }

  /** An operator is told that a rewind is done, just now: it has to be committed (R16). */
  readonly toldRewound = (): void => {
    this.#seen.push(() =>
      assert.ok(this.#followed.isRewound, 'MODEL: a rewind is told as done before it is committed'),
    )
  }

  /** Whether a pause has been told to the operator as done. */
  readonly isPaused = (sink: number): boolean => this.#followed.isPaused(sink)

  /** What can happen now. Partitions change hands only where the scenario says so, or somebody joins or is gone. */
  inputs(): Input[] {
    return inputsOf(this).filter(({ ifAllowed, steps }) => ifAllowed !== true || this.#followed.allows(steps))
  }

  async apply({ name, steps, run }: Input): Promise<void> {
    for (const step of steps) assert.ok(this.#followed.see(step), `MODEL: ${name} is not possible in it here`)
    await run()
    await turns()
    this.#judge()
  }

  /** Time passes. */
  async pass(milliseconds: number): Promise<void> {
    await pass(milliseconds)
  }

  /** No more faults: everything is delivered to the sinks that answer, and committed. */
  async calm(): Promise<void> {
    await this.#all(['start'])
    await this.#all(['rebalance'], 1)
    for (let round = 0; round < mostRounds && !(round > 0 && this.#isCommitted()); round++) {
      await this.#all(['produce', 'show', 'resume', 'commit', 'deliver', 'arrive from', 'bury'])
      await this.#all(['pass 1000'], 1)
    }
    assert.ok(this.#isCommitted(), `STUCK: ${JSON.stringify([...this.log.group(group).committed.values()])}`)
    assert.ok(this.#followed.isFinished, 'MODEL: it is not finished in it')
    if (this.m.sinks.every(({ health }) => health === undefined))
      assert.equal(committedOf(this.log)?.metadata, '', 'all stand at the end, and none is listed')
  }

  /** Everything helpful that begins so, a number of times at most. */
  async #all(kinds: readonly string[], most = 20): Promise<void> {
    for (const kind of kinds)
      for (let times = 0; times < most; times++) {
        const input = this.inputs().find(({ name, isHelpful }) => isHelpful && name.startsWith(kind))
        if (input === undefined) break
        await this.apply(input)
      }
  }

  #isCommitted(): boolean {
    return this.m.records.every((records, partition) => {
      const commit = this.log.group(group).committed.get(`${topic}/${partition}`)
      return this.m.sinks.every(
        ({ name }, sink) =>
          this.m.isDead(sink) || (commit !== undefined && stands(commit, nameOf(name)) === records.length),
      )
    })
  }

  #judge(): void {
    if (this.#wrong !== undefined) throw this.#wrong
    for (const step of this.#seen.splice(0)) {
      if (typeof step === 'function') {
        step()
        continue
      }
      const text = describe(
        step,
        this.m.sinks.map(({ name }) => name),
      )
      assert.ok(this.#followed.see(step), `MODEL: the code does "${text}", which it does not allow here`)
    }
    this.oracle.look(this.instances.filter(({ isUp }) => isUp))
  }
}
