/** One process with the real reader and its outboxes, seen from outside. */

import type { OutboxSettings } from '../../src/outbox/types.ts'
import { decodePositions, sinkId } from '../../src/positions.ts'
import type { Commit, Tenure } from '../../src/types.ts'
import type { MemoryCursor } from '../helpers/memory-cursor.ts'
import type { MemoryLog } from '../helpers/memory-log.ts'
import type { Request, ScriptedSender } from '../helpers/outbox.ts'
import { group, stands, type TestReader, testReader } from '../helpers/reader.ts'
import { GatedLog, type HeldAppend, type HeldCommit } from './gated-log.ts'
import type { Model } from './model.ts'
import type { Step } from './step.ts'

/** A request on the wire; of a record that is no event, its dead letter on the way. */
export interface OnWire {
  readonly instance: Instance
  readonly sink: number
  readonly partition: number
  readonly offset: number
  /** Its tenure has ended: the answer counts for nothing. */
  old: boolean
  readonly request: Request | undefined
  readonly append: HeldAppend | undefined
  /** Of the attempt, counted from 1; and how many the commit had when the tenure began. */
  readonly number: number
  readonly tried: number
}

/** A dead letter being written, of an event. */
export interface Burying {
  readonly sink: number
  readonly partition: number
  readonly offset: number
  old: boolean
  readonly append: HeldAppend
}

export class Instance {
  readonly number: number
  readonly made: TestReader
  readonly cursor: MemoryCursor
  status: 'member' | 'expelled' | 'killed' = 'member'
  wire: OnWire[] = []
  burying: Burying[] = []
  commits: HeldCommit[] = []
  readonly #m: Model
  readonly #saw: (step: Step) => void
  /** Failed attempts by sink, partition and offset, as the commits had them when the tenures began. */
  readonly #tried = new Map<string, number>()

  /** `saw` is told of each step that can be seen, in order. */
  constructor(m: Model, number: number, log: MemoryLog, saw: (step: Step) => void) {
    this.number = number
    this.#m = m
    this.#saw = saw
    const known = m.sinks.filter((_, sink) => m.knows(number, sink)).map(({ name }) => nameOf(name))
    const gated = new GatedLog(log, known, {
      append: append => this.#append(append),
      commitSent: (partition, commit, held) => this.#commitSent(partition, commit, held),
      committed: (partition, commit) =>
        this.#alive(() =>
          saw({ act: 'commit', instance: number, partition, values: this.#positions(commit) }),
        ),
      assigned: tenures => this.#assigned(tenures),
    })
    this.made = testReader(gated, {
      sinks: known.filter(name => name !== nameOf('U')),
      settings: settingsOf(m),
      start: m.has('produce') ? 'latest' : 'earliest',
    })
    for (const [sink, sender] of Object.entries(this.made.senders)) this.#watch(sink, sender)
    this.made.reader.start()
    this.cursor = log.group(group).members.at(-1) as MemoryCursor
  }

  get isUp(): boolean {
    return this.status !== 'killed'
  }

  kill(log: MemoryLog): void {
    log.kill(this.cursor)
    this.status = 'killed'
  }

  /** An operator has moved a position: what is on the wire belongs to before. */
  forgetWire(partition: number): void {
    for (const each of [...this.wire, ...this.burying]) if (each.partition === partition) each.old = true
  }

  #assigned(tenures: readonly Tenure[]): void {
    for (const each of [...this.wire, ...this.burying]) each.old = true
    this.#tried.clear()
    for (const { partition, committed } of tenures)
      for (const { id, position, attempts } of decodePositions(committed)) {
        const sink = this.#m.sinks.findIndex(({ name }) => sinkId(nameOf(name)) === id)
        this.#tried.set(`${sink} ${partition} ${position}`, attempts)
      }
  }

  #watch(name: string, sender: ScriptedSender): void {
    const sink = this.#m.sinks.findIndex(each => nameOf(each.name) === name)
    const send = sender.send.bind(sender)
    sender.send = (attempts, signal) => {
      const outcomes = send(attempts, signal)
      const { partition, offset } = attempts[0]!.work.record
      const request = sender.wire.at(-1)
      this.#sent({ sink, partition, offset, request, append: undefined, number: attempts[0]!.number })
      return outcomes
    }
  }

  #sent(sent: Omit<OnWire, 'instance' | 'old' | 'tried'>): void {
    const { sink, partition, offset } = sent
    const tried = this.#tried.get(`${sink} ${partition} ${offset}`) ?? 0
    this.wire.push({ ...sent, instance: this, old: false, tried })
    this.#saw({ act: 'send', instance: this.number, partition, offset, sink })
  }

  #append(append: HeldAppend): void {
    const story = JSON.parse(append.records[0]?.headers?.[0]?.value.toString() ?? '{}')
    const { partition, offset } = story.place
    const sink = this.#m.sinks.findIndex(({ name }) => append.topic === `dead-letters.${nameOf(name)}`)
    if (this.#m.sinks[sink]?.builtIn === true)
      this.#sent({ sink, partition, offset, request: undefined, append, number: 1 })
    else this.burying.push({ sink, partition, offset, old: false, append })
  }

  #commitSent(partition: number, commit: Commit, held: HeldCommit): void {
    if (!this.#m.has('late commit')) {
      held.end('stored')
      return
    }
    this.commits.push(held)
    const values = this.#positions(commit)
    this.#alive(() => this.#saw({ act: 'send commit', instance: this.number, partition, values }))
  }

  #alive(tell: () => void): void {
    if (this.isUp) tell()
  }

  #positions(commit: Commit): number[] {
    return this.#m.sinks.map(({ name }) => stands(commit, nameOf(name)))
  }
}

/** The model's sinks are A, B and U; the real ones a, b and undecodable. */
export function nameOf(sink: string): string {
  return sink === 'U' ? 'undecodable' : sink.toLowerCase()
}

/** A breaker that opens sheds its sink's lanes; where the scenario sheds nothing it stays closed. */
function settingsOf(m: Model): Partial<OutboxSettings> {
  return {
    window: { count: m.window, bytes: 1e6 },
    breaker: { failures: m.has('shed') ? 2 : 0, open: 1_000 },
    retry: { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts: 0 },
  }
}
