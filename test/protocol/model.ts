import { type Fault, type ModelRecord, recordsOf, type Scenario, type SinkSpec } from './scenario.ts'
import { Layout, nowhere, process, type State } from './state.ts'

/** One small world, and where its state keeps what. */
export class Model {
  readonly scenario: Scenario
  readonly records: readonly (readonly (ModelRecord | undefined)[])[]
  /** All records; a record's number is its index here. */
  readonly flat: readonly ModelRecord[]
  readonly sinks: readonly SinkSpec[]
  readonly instances: number
  readonly window: number
  readonly listed: number
  readonly #broken: string
  readonly #numbers: readonly (readonly number[])[]
  readonly #faults: ReadonlySet<Fault>
  readonly #layout = new Layout()
  readonly #mirror: Uint16Array | undefined

  // What the broker knows.
  /** 1 + the instance that a partition is assigned to; 0: nobody. */
  readonly owner
  /** Where the group's commit says that a sink stands, by partition; and attempts at the record there. */
  readonly position
  readonly storedAttempts
  /** A rebalance has begun. */
  readonly changing
  /** Where a log ends that records are written to, and 1 + where its group begins. */
  readonly logEnd
  readonly groupStart

  // What the other sides know.
  readonly arrived
  readonly deadLetter
  /** A request that nobody waits for any more, and that may still arrive. */
  readonly ghost
  /** 1 + the offset that arrived last, by sink and key; and whether ever an older one came after a newer one. */
  readonly lastArrived
  readonly olderAfterNewer

  // What an instance knows.
  readonly status
  /** It is a member of the group's present generation. */
  readonly member
  /** By partition: it has a tenure; where its head reader stands; an operator's rewind waits for its commit. */
  readonly held
  readonly read
  readonly rewinding
  /** By partition and sink: the first offset not offered yet. */
  readonly next
  /** By record and sink: see `delivery`; failed attempts; a request of an ended tenure that is still under way. */
  readonly state
  readonly attempts
  readonly orphan
  /** A commit under way: 1, or 2 where it is a rewind's; then the positions. */
  readonly sent
  /** 1 + positions remembered from an earlier tenure (only without R2). */
  readonly remembered

  // What operators did.
  readonly paused
  readonly rewound

  constructor(scenario: Scenario, broken = '') {
    const { partitions, sinks, faults, instances = 2, window = 2, listed = 99, unknown, watched } = scenario
    this.scenario = scenario
    this.#broken = broken
    this.#faults = new Set(faults)
    this.records = recordsOf(scenario)
    this.flat = this.records.flat().filter(record => record !== undefined)
    this.#numbers = this.records.map(list =>
      list.map(record => (record === undefined ? -1 : this.flat.indexOf(record))),
    )
    this.sinks = sinks
    this.instances = instances
    this.window = window
    this.listed = listed

    const [I, P, S, R] = [instances, partitions.length, sinks.length, this.flat.length]
    const keys = Math.max(...this.flat.map(({ key }) => key)) + 1
    const layout = this.#layout
    this.owner = layout.field([P])
    this.position = layout.field([P, S])
    this.storedAttempts = layout.field([P, S], this.has('give up'))
    this.changing = layout.field([1], this.has('slow rebalance'))
    this.logEnd = layout.field([P], this.has('produce'))
    this.groupStart = layout.field([P], this.has('produce'))
    this.arrived = layout.field([R, S])
    this.deadLetter = layout.field([R, S], this.has('refuse') || this.has('give up'))
    this.ghost = layout.field([R, S], this.has('time out') || this.has('kill'))
    this.lastArrived = layout.field([S, keys], watched === true)
    this.olderAfterNewer = layout.field([1], watched === true)
    this.status = layout.perInstance([I])
    this.member = layout.perInstance([I])
    this.held = layout.perInstance([I, P])
    this.read = layout.perInstance([I, P])
    this.rewinding = layout.perInstance([I, P], this.has('rewind'))
    this.next = layout.perInstance([I, P, S])
    this.state = layout.perInstance([I, R, S])
    this.attempts = layout.perInstance([I, R, S], this.has('give up'))
    this.orphan = layout.perInstance([I, R, S])
    this.sent = layout.perInstance([I, P, S + 1], this.has('late commit'))
    this.remembered = layout.perInstance([I, P, S], this.without('R2'))
    this.paused = layout.field([S], this.has('pause'))
    this.rewound = layout.field([1], this.has('rewind'))
    this.#mirror = instances === 2 && unknown === undefined ? this.#mirrorImage() : undefined
  }

  has(fault: Fault): boolean {
    return this.#faults.has(fault)
  }

  /** Whether a rule is broken here. */
  without(rule: string): boolean {
    return this.#broken === rule
  }

  get partitions(): number {
    return this.records.length
  }

  /** The number of the record at a place; -1 where there is none. */
  at(partition: number, offset: number): number {
    return this.#numbers[partition]?.[offset] ?? -1
  }

  record(number: number): ModelRecord {
    const record = this.flat[number]
    if (record === undefined) throw new Error(`no record ${number}`)
    return record
  }

  wants(number: number, sink: number): boolean {
    return this.flat[number]?.wanted[sink] === true
  }

  isDead(sink: number): boolean {
    return this.sinks[sink]?.health === 'dead'
  }

  /** Whether a sink has an order: the built-in one has none. */
  isOrdered(sink: number): boolean {
    return this.sinks[sink]?.builtIn !== true
  }

  knows(instance: number, sink: number): boolean {
    return this.scenario.unknown?.[instance]?.includes(this.sinks[sink]?.name ?? '') !== true
  }

  /** Where a partition ends. */
  end(x: State, partition: number): number {
    return this.has('produce') ? this.logEnd.get(x, partition) : (this.records[partition]?.length ?? 0)
  }

  /** Where what the group owes begins. */
  start(x: State, partition: number): number {
    return Math.max(0, this.groupStart.get(x, partition) - 1)
  }

  initial(): State {
    const x = new Uint8Array(this.#layout.size)
    for (let instance = 0; instance < this.instances; instance++) this.status.set(x, process.up, instance)
    this.rewound.set(x, 1)
    for (const [sink, position] of this.scenario.standing?.entries() ?? []) {
      this.position.set(x, position, 0, sink)
      for (let offset = 0; offset < position; offset++) this.arrived.set(x, 1, this.at(0, offset), sink)
    }
    if (this.has('produce'))
      for (let partition = 0; partition < this.partitions; partition++)
        for (let sink = 0; sink < this.sinks.length; sink++) this.position.set(x, nowhere, partition, sink)
    return x
  }

  /** Two instances are alike: of a state and its mirror image one stands for both. */
  canonical(x: State): State {
    if (this.#mirror === undefined) return x
    const y = new Uint8Array(x.length)
    for (let at = 0; at < x.length; at++) y[at] = x[this.#mirror[at] ?? 0] ?? 0
    for (let partition = 0; partition < this.partitions; partition++) {
      const owner = this.owner.get(y, partition)
      if (owner > 0) this.owner.set(y, 3 - owner, partition)
    }
    for (let at = 0; at < x.length; at++) if (x[at] !== y[at]) return (x[at] ?? 0) < (y[at] ?? 0) ? x : y
    return x
  }

  #mirrorImage(): Uint16Array {
    const mirror = Uint16Array.from({ length: this.#layout.size }, (_, at) => at)
    for (const { base, each, size, first } of this.#layout.fields) {
      if (first !== 'instance' || size === 0) continue
      for (let at = 0; at < each; at++) {
        mirror[base + at] = base + each + at
        mirror[base + each + at] = base + at
      }
    }
    return mirror
  }
}
