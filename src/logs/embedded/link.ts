import { Worker } from 'node:worker_threads'
import { messageOf, SluiceError } from '../../errors.ts'
import type { Logger } from '../../types.ts'
import { fromFailure } from './failure.ts'
import type { Answer, Argument, Operation, Reply } from './types.ts'

interface Call {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

/** The way to the thread that holds the file. Calls are done in the order made; each ends, whatever becomes of the thread. */
export class Link {
  readonly #worker: Worker
  readonly #name: string
  readonly #logger: Logger
  readonly #exited: Promise<void>
  readonly #calls = new Map<number, Call>()
  #last = 0
  #state: 'open' | 'closing' | 'dead' = 'open'
  #death: SluiceError | undefined

  /** `died` is called once if the thread ends and nobody has closed it. */
  constructor(name: string, logger: Logger, died: (error: SluiceError) => void) {
    this.#name = name
    this.#logger = logger
    // From source this is a .ts file, in the published package a .js file; what this process was started with
    // (`--import`, `--test`) is not for the thread.
    const file = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
    this.#worker = new Worker(file, {
      name: 'embedded-log',
      // Node 24 calls node:sqlite an experiment on standard error. The thread uses no other one.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      // It makes little garbage: with room for more it would keep more.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    })
    this.#worker.on('message', (reply: Reply) => this.#receive(reply))
    let cause: unknown
    this.#worker.on('error', error => {
      cause = error
    })
    this.#exited = new Promise(resolve => {
      this.#worker.once('exit', code => {
        const closed = this.#state === 'closing'
        this.#state = 'dead'
        const why = cause === undefined ? `exit code ${code}` : messageOf(cause)
        this.#death = closed
          ? new SluiceError('log_unusable', `${name}: closed`)
          : new SluiceError('log_unusable', `${name}: its thread has ended (${why})`, {
              cause,
              hint: 'start the process again; what was acknowledged is in the file',
            })
        for (const { reject } of this.#calls.values()) reject(this.#death)
        this.#calls.clear()
        if (!closed) died(this.#death)
        resolve()
      })
    })
  }

  /** Has something done. `transfer` is gone from this thread. @throws SluiceError. */
  call<O extends Operation>(
    operation: O,
    argument: Argument<O>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Answer<O>> {
    if (this.#state !== 'open')
      return Promise.reject(this.#death ?? new SluiceError('log_unusable', `${this.#name}: closed`))
    const id = ++this.#last
    return new Promise<Answer<O>>((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#worker.postMessage({ id, operation, argument }, transfer)
    })
  }

  /** Waits for the calls made, closes the file and ends the thread. Idempotent. */
  async close(): Promise<void> {
    if (this.#state === 'open') {
      const closed = this.call('close', null)
      this.#state = 'closing'
      await closed.catch(error => this.#logger.warn({ error: messageOf(error) }, 'log.close_failed'))
    }
    await this.#exited
  }

  #receive(reply: Reply): void {
    if ('level' in reply) {
      this.#logger[reply.level]({ log: this.#name, ...reply.fields }, reply.message)
      return
    }
    const call = this.#calls.get(reply.id)
    this.#calls.delete(reply.id)
    if ('failure' in reply) call?.reject(fromFailure(reply.failure))
    else call?.resolve(reply.answer as never)
  }
}
