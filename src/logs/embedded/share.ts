import { SluiceError } from '../../errors.ts'
import { toFailure } from './failure.ts'
import type { Group } from './group.ts'
import { RemoteMember } from './remote-member.ts'
import type { Tails } from './tails.ts'
import type { Topics } from './topics.ts'
import type {
  Answer,
  FromHolder,
  NewTopic,
  Opened,
  SharedOperation,
  ToHolder,
  TopicRow,
  Write,
  Written,
} from './types.ts'
import type { Channel } from './way.ts'

/** The log that is shared. */
export interface ShareHost {
  /** The log's own random id. */
  readonly id: string
  readonly link: Pick<Channel, 'call'>
  readonly tails: Tails
  readonly topics: Topics
  create(topic: NewTopic): Promise<TopicRow>
  group(name: string): Group
  /** The share has ended. */
  closed(share: Share): void
}

/** One other process's share of a log whose file this process holds. */
export class Share {
  readonly #host: ShareHost
  readonly #send: (message: FromHolder) => void
  readonly #members = new Map<number, RemoteMember>()
  readonly #unwatch: () => void
  /** Ends that the other process is yet to be told of, the last of each partition. */
  #reached = new Map<number, number>()
  #closed = false

  constructor(host: ShareHost, send: (message: FromHolder) => void) {
    this.#host = host
    this.#send = message => {
      if (!this.#closed) send(message)
    }
    this.#unwatch = host.tails.watch((partition, end) => this.#grown(partition, end))
  }

  receive(message: ToHolder): void {
    if ('operation' in message) void this.#answer(message)
    else if ('join' in message) this.#join(message.member, message.join)
    else if ('ended' in message) this.#members.get(message.member)?.acknowledge(message.ended)
    else {
      this.#members.get(message.member)?.leave()
      this.#members.delete(message.member)
    }
  }

  /** Another process has created a topic. */
  created(topic: TopicRow): void {
    this.#send({ created: topic })
  }

  /** The other process is gone: its members leave. Idempotent. */
  close(): void {
    this.#closed = true
    this.#unwatch()
    for (const member of this.#members.values()) member.leave()
    this.#members.clear()
    this.#host.closed(this)
  }

  #join(number: number, { group: name, topics }: RemoteMember['options']): void {
    if (this.#closed) return
    const group = this.#host.group(name)
    const member = new RemoteMember(number, { group: name, topics }, group, this.#send)
    this.#members.set(number, member)
    group.admit(member)
  }

  async #answer(request: Extract<ToHolder, { operation: unknown }>): Promise<void> {
    const { id } = request
    try {
      this.#send({ id, answer: await this.#perform(request) })
    } catch (error) {
      this.#send({ id, failure: toFailure(error) })
    }
  }

  #perform(request: Extract<ToHolder, { operation: unknown }>): Promise<Answer<SharedOperation>> {
    const { link } = this.#host
    switch (request.operation) {
      case 'open':
        return this.#open()
      case 'createTopic':
        return this.#host.create(request.argument)
      case 'write':
        return this.#write(request.argument)
      case 'fetch':
        return link.call('fetch', request.argument)
      case 'bounds':
        return link.call('bounds', request.argument)
      case 'committed':
        return link.call('committed', request.argument)
      case 'trim':
        return link.call('trim', request.argument)
      default:
        throw new SluiceError('log_unusable', 'the process that holds the file does not do that for others')
    }
  }

  async #open(): Promise<Opened> {
    const { id, topics, link } = this.#host
    const rows = topics.all().map(async ({ name, ids }) => {
      const bounds = await link.call('bounds', ids)
      return { name, partitions: ids.map((id, i) => ({ id, ...bounds[i]! })) }
    })
    return { id, topics: await Promise.all(rows) }
  }

  async #write(write: Write): Promise<Written> {
    const { link, tails } = this.#host
    const { chunks } = write
    const written = await link.call('write', write, [write.data])
    if (!('code' in written.bases))
      for (const [i, { partition, count }] of chunks.entries())
        tails.reach(partition, written.bases[i]! + count)
    return written
  }

  /** What grows in one turn is told together. */
  #grown(partition: number, end: number): void {
    if (this.#reached.size === 0) setImmediate(() => this.#tell())
    this.#reached.set(partition, end)
  }

  #tell(): void {
    const reached = [...this.#reached]
    this.#reached = new Map()
    this.#send({ reached })
  }
}
