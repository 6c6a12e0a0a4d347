import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { CursorListener, CursorOptions, CursorTopic, Logger } from '../../types.ts'
import { Member } from './member.ts'
import { EmbeddedTenure, type TenureParts } from './tenure.ts'
import type { Topic, Topics } from './topics.ts'
import type { Grant, Owned } from './types.ts'

export interface GroupParts extends Omit<TenureParts, 'failed'> {
  readonly topics: Topics
  readonly logger: Logger
}

// From `rebalancing` to `ended`: time for what is on the wire to settle and be committed.
const handOver = 200 // ms
const retryAfter = 1_000 // ms

/** One who takes part in a group: a cursor of this process, or of another. */
export interface Participant {
  readonly options: CursorOptions
  /** Whether it has been assigned something, be it nothing, that has not ended yet. */
  readonly isAssigned: boolean
  readonly isGone: boolean
  assign(grants: readonly Grant[]): void
  rebalance(): void
  /** Ends its tenures; where that is not done at once, resolves when nothing of them can be started any more. */
  end(): Promise<void> | undefined
  fail(error: Error): void
  close(): Promise<void>
}

/** A partition to be owned, and who may own it. */
interface Share {
  readonly topic: Topic
  readonly partition: number
  readonly start: CursorTopic['start']
  readonly owner: Participant
}

/**
 * The members of one group, and who owns what. At each change every tenure ends, the partitions are taken over under a
 * new generation, and are dealt out anew.
 */
export class Group {
  readonly name: string
  readonly #parts: GroupParts
  readonly #members = new Set<Participant>()
  readonly #stop = new AbortController()
  #changed = false
  #changing: Promise<void> | undefined
  #failure = ''
  #frozen = false

  constructor(name: string, parts: GroupParts) {
    this.name = name
    this.#parts = parts
  }

  join(options: CursorOptions, listener: CursorListener): Member {
    const member: Member = new Member(options, listener, this, ({ topic, partition, owned }) => {
      const parts = { ...this.#parts, failed: (error: Error) => member.fail(error) }
      return new EmbeddedTenure(this.name, topic, partition, owned, parts)
    })
    this.admit(member)
    return member
  }

  /** Someone joins. */
  admit(member: Participant): void {
    this.#members.add(member)
    this.#change()
  }

  leave(member: Participant): void {
    if (this.#members.delete(member)) this.#change()
  }

  /** A topic has been created. */
  created(topic: string): void {
    if ([...this.#members].some(({ options }) => options.topics.some(wanted => wanted.topic === topic)))
      this.#change()
  }

  /** Deals nothing out any more: who stays keeps what it has, and can commit it. */
  freeze(): void {
    this.#frozen = true
  }

  /** Deals out again, to those who have joined meanwhile too. */
  thaw(): void {
    this.#frozen = false
    if (this.#members.size > 0) this.#change()
  }

  detail(member: Participant): string {
    const missing = member.options.topics.filter(({ topic }) => this.#parts.topics.find(topic) === undefined)
    if (missing.length > 0)
      return `topic ${missing.map(({ topic }) => topic).join(', ')} does not exist in the embedded log`
    if (this.#failure !== '') return this.#failure
    return member.isAssigned ? '' : `group ${this.name}: joining`
  }

  /** Neither reading nor committing is possible any more. */
  fail(error: Error): void {
    this.#stop.abort()
    for (const member of [...this.#members]) {
      member.end()
      member.fail(error)
    }
  }

  /** All members leave. */
  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.all([...this.#members].map(member => member.close()))
    await this.#changing
  }

  #change(): void {
    if (this.#frozen) return
    this.#changed = true
    this.#changing ??= this.#rebalance()
  }

  async #rebalance(): Promise<void> {
    // Members that join in one turn are dealt to once.
    await Promise.resolve()
    while (this.#changed) {
      const assigned = [...this.#members].filter(({ isAssigned }) => isAssigned)
      for (const member of assigned) member.rebalance()
      if (assigned.length > 0) await this.#pause(handOver)
      this.#changed = false
      const ended = [...this.#members].map(member => member.end()).filter(end => end !== undefined)
      if (ended.length > 0) await Promise.all(ended)
      if (this.#members.size > 0) await this.#takeOver()
    }
    // In the same turn as the last look at `changed`: what changes later begins anew.
    this.#changing = undefined
  }

  async #takeOver(): Promise<void> {
    const shares = this.#shares()
    try {
      const partitions = shares.map(({ topic, partition, start }) => ({ id: topic.ids[partition]!, start }))
      const owned = await this.#parts.link.call('own', { group: this.name, partitions })
      this.#failure = ''
      // Nobody has been given anything yet: begin again.
      if (!this.#changed) this.#assign(shares, owned)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      this.#failure = `group ${this.name}: cannot be joined: ${messageOf(error)}`
      this.#parts.logger.warn({ group: this.name, error: messageOf(error) }, 'group.join_failed')
      await this.#pause(retryAfter)
      this.#changed = true
    }
  }

  #assign(shares: readonly Share[], owned: readonly Owned[]): void {
    const grants = new Map<Participant, Grant[]>([...this.#members].map(member => [member, []]))
    for (const [i, { topic, partition, owner }] of shares.entries())
      grants.get(owner)?.push({ topic: topic.name, partition, owned: owned[i]! })
    for (const [member, share] of grants) if (!member.isGone) member.assign(share)
  }

  /** Deals the partitions out: each to the one with the fewest among those who want its topic. */
  #shares(): Share[] {
    const shares: Share[] = []
    const counts = new Map<Participant, number>([...this.#members].map(member => [member, 0]))
    const wanted = new Set(
      [...this.#members].flatMap(({ options }) => options.topics.map(({ topic }) => topic)),
    )
    for (const name of wanted) {
      const topic = this.#parts.topics.find(name)
      if (topic === undefined) continue
      const candidates = [...this.#members].filter(({ options }) =>
        options.topics.some(({ topic }) => topic === name),
      )
      for (const partition of topic.ids.keys()) {
        const owner = candidates.reduce((least, one) => (counts.get(one)! < counts.get(least)! ? one : least))
        counts.set(owner, counts.get(owner)! + 1)
        const start = owner.options.topics.find(({ topic }) => topic === name)?.start ?? 'earliest'
        shares.push({ topic, partition, start, owner })
      }
    }
    return shares
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
