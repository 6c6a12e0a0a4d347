import { SluiceError } from '../../src/errors.ts'
import type { Connection } from './connection.ts'
import { type Fault, faultOf } from './failure.ts'
import type { Flow } from './flow.ts'
import type { Message } from './message.ts'

/** The ids that the messages have got, or why they have none. */
export type Answer = readonly string[] | Fault

/** Takes a request back; `late`: because its time was up. */
export type Cancel = (late: boolean) => void

/** Gets requests to Pub/Sub over one connection, and over a new one where that has broken. */
export class Publisher {
  readonly #connect: () => Connection
  readonly #flow: Flow
  #connection: Connection | undefined
  #closed = false

  constructor(connect: () => Connection, flow: Flow) {
    this.#connect = connect
    this.#flow = flow
  }

  /** One request, when there is room for it. `answered` is called once, and not after the request was taken back. */
  publish(messages: readonly Message[], answered: (answer: Answer) => void): Cancel {
    const bytes = messages.reduce((sum, { size }) => sum + size, 0)
    let cancel: Cancel | undefined
    const wait = this.#flow.enter(messages.length, bytes, () => {
      const end = () => this.#flow.leave(messages.length, bytes)
      const taken = this.#send(messages, answer => {
        end()
        answered(answer)
      })
      cancel = late => {
        taken(late)
        end()
      }
    })
    return late => {
      if (cancel === undefined) wait()
      else cancel(late)
    }
  }

  /** What is under way has to be taken back before. */
  close(): void {
    this.#closed = true
    this.#connection?.close()
    this.#connection = undefined
  }

  #send(messages: readonly Message[], answered: (answer: Answer) => void): Cancel {
    if (this.#closed) throw new SluiceError('internal', 'published after the end')
    this.#connection ??= this.#connect()
    const connection = this.#connection
    const sentAt = performance.now()
    const cancel = connection.publish(messages, (error, ids) => {
      if (error === null) answered(ids)
      else answered(this.#failed(connection, error))
    })
    return late => {
      cancel()
      // Nothing at all has come since: perhaps nobody is there any more, and a new connection finds out.
      if (late && connection.heardAt < sentAt) this.#discard(connection)
    }
  }

  #failed(connection: Connection, error: unknown): Fault {
    const fault = faultOf(error)
    // The library would wait before it connects again, longer each time; when to try again is the outbox's to say.
    if (fault.broken) this.#discard(connection)
    return fault
  }

  #discard(connection: Connection): void {
    connection.close()
    if (this.#connection === connection) this.#connection = undefined
  }
}
