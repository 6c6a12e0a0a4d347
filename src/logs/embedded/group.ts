import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { CursorListener, CursorOptions, CursorTopic, Logger } from '../../types.ts'
import { Member } from './member.ts'
import { EmbeddedTenure, type TenureParts } from './tenure.ts'
import type { Topic, Topics } from './topics.ts'
import type { Owned } from './types.ts'

export interface GroupParts extends Omit<TenureParts, 'failed'> {
  readonly topics: Topics
  readonly logger: Logger
}

// From `rebalancing` to `ended`: time for what is on the wire to settle and be committed.
const handOver = 200 // ms
const retryAfter = 1_000 // ms

/** A partition to be owned, and who may own it. */
interface Share {
  readonly topic: Topic
  readonly partition: number
  readonly start: CursorTopic['start']
  readonly owner: Member
}

/**
 * The members of one group, all in this process, and who owns what. At each change every tenure ends, the partitions are
 * taken over under a new generation, and are dealt out anew.
 */
export class Group {
  readonly name: string
  readonly #parts: GroupParts
  readonly #members = new Set<Member>()
  readonly #stop = new AbortController()
  #changed = false
  #changing: Promise<void> | undefined
  #failure = ''

  constructor(name: string, parts: GroupParts) {
    this.name = name
    this.#parts = parts
  }

  join(options: CursorOptions, listener: CursorListener): Member {
    const member = new Member(options, listener, this)
    this.#members.add(member)
    this.#change()
    return member
  }

  leave(member: Member): void {
    if (this.#members.delete(member)) this.#change()
  }

  /** A topic has been created. */
  created(topic: string): void {
    if ([...this.#members].some(({ options }) => options.topics.some(wanted => wanted.topic === topic)))
      this.#change()
  }

  detail(member: Member): string {
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
      for (const member of this.#members) member.end()
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
    const tenures = new Map<Member, EmbeddedTenure[]>([...this.#members].map(member => [member, []]))
    for (const [i, { topic, partition, owner }] of shares.entries()) {
      const parts = { ...this.#parts, failed: (error: Error) => owner.fail(error) }
      tenures.get(owner)?.push(new EmbeddedTenure(this.name, topic.name, partition, owned[i]!, parts))
    }
    for (const [member, share] of tenures) if (!member.isGone) member.assign(share)
  }

  /** Deals the partitions out: each to the one with the fewest among those who want its topic. */
  #shares(): Share[] {
    const shares: Share[] = []
    const counts = new Map<Member, number>([...this.#members].map(member => [member, 0]))
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
