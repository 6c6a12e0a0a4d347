import assert from 'node:assert/strict'
import type { MemoryLog } from '../helpers/memory-log.ts'
import { group, topic } from '../helpers/reader.ts'
import { type Instance, nameOf } from './instance.ts'
import type { Model } from './model.ts'
import type { Step } from './step.ts'

/** Judges a run of the real code by what can be seen of it, without the model's steps: what arrived, and what is stored. */
export class Oracle {
  readonly #m: Model
  readonly #log: MemoryLog
  /** By sink and place: arrived, or durable as a dead letter. */
  readonly #settled = new Set<string>()
  /** By instance, sink and place: what was acknowledged in the tenure that lasts. */
  readonly #acknowledged = new Set<string>()
  readonly #stored = new Map<string, number>()
  /** Where the group began, by partition. */
  readonly #from = new Map<number, number>()

  constructor(m: Model, log: MemoryLog) {
    this.#m = m
    this.#log = log
  }

  /** A request has arrived at its sink. Whoever has it already may get it again. */
  arrived(sink: number, partition: number, offset: number): void {
    const key = this.#m.record(this.#m.at(partition, offset)).key
    const before = this.#m.flat.filter(
      (record, number) =>
        record.partition === partition &&
        record.key === key &&
        record.offset < offset &&
        record.offset >= (this.#from.get(partition) ?? 0) &&
        this.#m.wants(number, sink),
    )
    this.#readDeadLetters()
    if (!this.#settled.has(`${sink} ${partition} ${offset}`) && this.#m.isOrdered(sink))
      for (const earlier of before)
        assert.ok(
          this.#settled.has(`${sink} ${partition} ${earlier.offset}`),
          `ORDER: ${partition}:${offset} arrives first at sink ${sink}, ${partition}:${earlier.offset} has not`,
        )
    this.#settled.add(`${sink} ${partition} ${offset}`)
  }

  acknowledged(instance: number, sink: number, partition: number, offset: number): void {
    this.#acknowledged.add(`${instance} ${sink} ${partition} ${offset}`)
  }

  tenuresEnded(instance: number): void {
    for (const place of this.#acknowledged)
      if (place.startsWith(`${instance} `)) this.#acknowledged.delete(place)
  }

  /** A request was started just now. */
  sent({ number, cursor, wire }: Instance, { sink = 0, partition = 0, offset = 0 }: Step): void {
    const { owners, changing } = this.#log.group(group)
    const owner = owners.get(`${topic}/${partition}`)?.cursor
    assert.ok(
      owner === cursor && cursor.lease && !changing,
      `FORMER OWNER: instance ${number} starts ${partition}:${offset}`,
    )
    assert.ok(
      !this.#acknowledged.has(`${number} ${sink} ${partition} ${offset}`),
      `SENT AGAIN: instance ${number} had the answer for ${partition}:${offset} to sink ${sink}`,
    )
    const { tried = 0, number: attempt = 1 } = wire.at(-1) ?? {}
    assert.ok(
      attempt > tried || this.#m.has('rewind'),
      `ATTEMPTS BACK: instance ${number} makes attempt ${attempt} at ${partition}:${offset}, the commit had ${tried}`,
    )
    if (!this.#m.isOrdered(sink)) return
    const keys = wire
      .filter(each => each.sink === sink && each.partition === partition)
      .map(each => this.#m.record(this.#m.at(partition, each.offset)).key)
    assert.equal(
      new Set(keys).size,
      keys.length,
      `TWO AT ONCE: instance ${number} sends ${partition}:${offset}`,
    )
  }

  /** A commit was stored. */
  stored({ partition = 0, values = [] }: Step): void {
    this.#readDeadLetters()
    for (const [sink, position] of values.entries()) {
      const place = `${sink} ${partition}`
      const before = this.#stored.get(place) ?? 0
      assert.ok(
        position >= before,
        `COMMIT BACK: sink ${sink} goes from ${before} to ${position} in ${partition}`,
      )
      this.#stored.set(place, position)
      for (const [number, record] of this.#m.flat.entries())
        if (
          record.partition === partition &&
          record.offset < position &&
          record.offset >= (this.#from.get(partition) ?? 0) &&
          this.#m.wants(number, sink)
        )
          assert.ok(
            this.#settled.has(`${sink} ${partition} ${record.offset}`),
            `LOSS: the commit of sink ${sink} at ${position} passes ${partition}:${record.offset}`,
          )
    }
  }

  /** What holds at any time. */
  look(instances: Iterable<Instance>): void {
    for (const partition of this.#m.records.keys()) {
      const commit = this.#log.group(group).committed.get(`${topic}/${partition}`)
      if (commit !== undefined && !this.#from.has(partition))
        this.#from.set(partition, this.#m.scenario.standing === undefined ? commit.offset : 0)
    }
    for (const { number, made } of instances) {
      for (const [name, { state }] of made.outboxes)
        assert.ok(
          state.count <= this.#m.window,
          `MEMORY: instance ${number} holds ${state.count} for ${name}`,
        )
      assert.deepEqual(made.fatal, [], `instance ${number} has failed`)
    }
  }

  #readDeadLetters(): void {
    for (const [sink, { name }] of this.#m.sinks.entries())
      for (const letter of this.#log.partition(`dead-letters.${nameOf(name)}`, 0).records) {
        const { place } = JSON.parse(letter.headers[0]?.value.toString() ?? '{}')
        this.#settled.add(`${sink} ${place.partition} ${place.offset}`)
      }
  }
}
