import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { GetTopicAttributesCommand, PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Outcome } from '../../src/types.ts'
import { outcomeOf } from './codes.ts'
import { collect } from './collect.ts'
import { isExpired } from './failure.ts'
import { batchForm } from './form.ts'
import type { Message } from './message.ts'
import type { AssumeRole } from './role.ts'

/** How SNS is reached. */
export interface PublisherOptions {
  readonly topicArn: string
  readonly region: string
  /** Undefined: the region's own, as the SDK finds it. */
  readonly endpoint: string | undefined
  readonly fips: boolean
  /** Undefined: credentials of the SDK's default chain as they are. */
  readonly role: AssumeRole | undefined
  readonly userAgent: string
  /** Connections at most. */
  readonly connections: number
}

/** Publishes to one topic, through the SDK with its retries switched off. */
export class Publisher {
  readonly #topicArn: string
  readonly #client: SNSClient
  readonly #agents: readonly HttpAgent[]
  /** Ends what is asked of STS. */
  readonly #closing = new AbortController()
  #renewal: Promise<unknown> | undefined

  constructor({ topicArn, region, endpoint, fips, role, userAgent, connections }: PublisherOptions) {
    this.#topicArn = topicArn
    const agent = { keepAlive: true, maxSockets: connections, noDelay: true }
    const httpAgent = new HttpAgent(agent)
    const httpsAgent = new HttpsAgent(agent)
    this.#agents = [httpAgent, httpsAgent]
    this.#client = new SNSClient({
      region,
      maxAttempts: 1, // retries are the outbox's
      customUserAgent: userAgent,
      requestHandler: { httpAgent, httpsAgent },
      streamCollector: collect,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(fips ? { useFipsEndpoint: true } : {}),
      ...(role === undefined ? {} : { credentials: () => role(this.#closing.signal) }),
    })
    // In front of what measures and signs it.
    this.#client.middlewareStack.add(
      next => args => {
        const { request } = args as { request: { body?: unknown } }
        const form = forms.get(args.input)
        if (form !== undefined) request.body = form
        return next(args)
      },
      { step: 'build', priority: 'high', name: 'sluiceBody' },
    )
  }

  /** One outcome each, in their order. @throws what the SDK does, where the request as a whole failed. */
  async publish(messages: readonly Message[], signal: AbortSignal): Promise<readonly Outcome[]> {
    // The SDK serializes an empty list, and its place is taken by what was written here.
    const input = { TopicArn: this.#topicArn, PublishBatchRequestEntries: [] }
    forms.set(input, batchForm(this.#topicArn, messages))
    const command = new PublishBatchCommand(input)
    const answer = await this.#renewing(() => this.#client.send(command, { abortSignal: signal }))
    const outcomes = new Array<Outcome>(messages.length).fill(unmentioned)
    for (const { Id } of answer.Successful ?? [])
      if (isIndex(Id, messages)) outcomes[Number(Id)] = { kind: 'delivered' }
    for (const { Id, Code, Message } of answer.Failed ?? [])
      if (isIndex(Id, messages)) outcomes[Number(Id)] = outcomeOf(Code ?? '', Message ?? '', undefined)
    return outcomes
  }

  /** Asks for the topic, which says whether it is there. @throws what the SDK does. */
  async describe(signal: AbortSignal): Promise<void> {
    const command = new GetTopicAttributesCommand({ TopicArn: this.#topicArn })
    await this.#renewing(() => this.#client.send(command, { abortSignal: signal }))
  }

  /** Scheme and host of the region's address. @throws what the SDK does, where the region has none. */
  async address(): Promise<string> {
    const { config } = this.#client
    const endpoint = config.endpointProvider({
      Region: await config.region(),
      UseFIPS: await config.useFipsEndpoint(),
      UseDualStack: await config.useDualstackEndpoint(),
    })
    return endpoint.url.origin
  }

  /** Closes the connections. Idempotent. */
  close(): void {
    this.#closing.abort()
    this.#client.destroy()
    for (const agent of this.#agents) agent.destroy()
  }

  /** Credentials that have expired are asked for anew: the next attempt has them. */
  async #renewing<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send()
    } catch (error) {
      if (isExpired(error))
        this.#renewal ??= Promise.resolve(this.#client.config.credentials({ forceRefresh: true }))
          .catch(() => {}) // the next attempt asks again, and tells why
          .finally(() => {
            this.#renewal = undefined
          })
      throw error
    }
  }
}

/** What goes out in the place of a command's entries, by its input. */
const forms = new WeakMap<object, Buffer>()

function isIndex(id: string | undefined, messages: readonly Message[]): boolean {
  return id !== undefined && /^\d$/.test(id) && Number(id) < messages.length
}

const unmentioned: Outcome = {
  kind: 'retry',
  class: 'other',
  reason: 'the answer does not say what became of it',
}
