import { SluiceError } from '../../errors.ts'
import type { Cursor, CursorListener, CursorOptions, Logger } from '../../types.ts'
import { fromFailure } from './failure.ts'
import type { GroupParts } from './group.ts'
import { Member } from './member.ts'
import { EmbeddedTenure } from './tenure.ts'
import type { Answer, Argument, FromHolder, Operation, SharedOperation, ToHolder } from './types.ts'
import type { Channel, CursorGroup, Told, Way } from './way.ts'

interface Call {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** The way to a file that another process holds, through messages: `send` takes them there, `receive` is given what comes. */
export class RemoteWay implements Way {
  readonly #send: (message: ToHolder) => void
  readonly #mayStart: () => boolean
  readonly #calls = new Map<number, Call>()
  readonly #members = new Map<number, Member>()
  #name = ''
  #told: Told | undefined
  #last = 0
  #gone: SluiceError | undefined
  #idle: (() => void)[] = []

  /** `mayStart`: whether the other process still believes in this one. */
  constructor(send: (message: ToHolder) => void, mayStart: () => boolean) {
    this.#send = send
    this.#mayStart = mayStart
  }

  connect(name: string, _logger: Logger, told: Told): Channel {
    this.#name = name
    this.#told = told
    return {
      call: (operation, argument) => this.#call(operation, argument),
      close: () => this.#close(),
    }
  }

  group(_name: string, parts: GroupParts): CursorGroup {
    const joined = new Set<Member>()
    return {
      join: (options, listener) => this.#join(options, listener, parts, joined),
      created: () => {}, // the holder knows
      fail: error => {
        for (const member of joined) {
          member.end()
          member.fail(error)
        }
      },
      close: async () => {
        await Promise.all([...joined].map(member => member.close()))
        joined.clear()
      },
    }
  }

  receive(message: FromHolder): void {
    if ('id' in message) this.#answered(message)
    else if ('reached' in message)
      for (const [partition, end] of message.reached) this.#told?.reached(partition, end)
    else if ('created' in message) this.#told?.created(message.created)
    else this.#tell(message)
  }

  /** The process that holds the file is gone. Idempotent. */
  lost(): void {
    if (this.#gone !== undefined) return
    this.#gone = new SluiceError('log_unusable', `${this.#name}: the process that holds the file is gone`)
    for (const { reject } of this.#calls.values()) reject(this.#gone)
    this.#calls.clear()
    this.#settle()
    this.#told?.died(this.#gone)
  }

  #call<O extends Operation>(operation: O, argument: Argument<O>): Promise<Answer<O>> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    const id = ++this.#last
    return new Promise<Answer<O>>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#send({ id, operation: operation as SharedOperation, argument: argument as never })
    })
  }

  async #close(): Promise<void> {
    this.#told = undefined
    if (this.#calls.size > 0) await new Promise<void>(resolve => this.#idle.push(resolve))
    this.#gone ??= new SluiceError('log_unusable', `${this.#name}: closed`)
  }

  #answered(message: Extract<FromHolder, { id: number }>): void {
    const call = this.#calls.get(message.id)
    this.#calls.delete(message.id)
    if ('failure' in message) call?.reject(fromFailure(message.failure))
    else call?.resolve(message.answer as never)
    this.#settle()
  }

  #settle(): void {
    if (this.#calls.size > 0) return
    for (const resolve of this.#idle) resolve()
    this.#idle = []
  }

  #join(options: CursorOptions, listener: CursorListener, parts: GroupParts, joined: Set<Member>): Cursor {
    const number = ++this.#last
    const { group } = options
    const detail = (member: Member) => {
      const missing = options.topics.filter(({ topic }) => parts.topics.find(topic) === undefined)
      if (missing.length > 0)
        return `topic ${missing.map(({ topic }) => topic).join(', ')} does not exist in the embedded log`
      return member.isAssigned ? '' : `group ${group}: joining`
    }
    const leave = (member: Member) => {
      joined.delete(member)
      this.#members.delete(number)
      if (this.#gone === undefined) this.#send({ member: number, leave: true })
    }
    const member: Member = new Member(options, listener, { leave, detail }, ({ topic, partition, owned }) => {
      const failed = (error: Error) => member.fail(error)
      const all = { ...parts, failed, mayStart: this.#mayStart }
      return new EmbeddedTenure(group, topic, partition, owned, all)
    })
    joined.add(member)
    this.#members.set(number, member)
    this.#send({ member: number, join: { group, topics: options.topics } })
    return member
  }

  #tell(message: Extract<FromHolder, { member: number }>): void {
    const member = this.#members.get(message.member)
    if (member === undefined) return // it has left, and the holder will read that
    if ('assigned' in message) member.assign(message.assigned)
    else if ('rebalancing' in message) member.rebalance()
    else if ('failed' in message) member.fail(fromFailure(message.failed))
    else {
      member.end()
      this.#send({ member: message.member, ended: message.end })
    }
  }
}
