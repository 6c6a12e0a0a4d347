import { ServiceBusClient } from '@azure/service-bus'
import { ConfigError } from '../../src/errors.ts'
import type { SinkContext, SinkOptions } from '../../src/types.ts'
import { attributeTemplates } from '../attribute-templates.ts'
import { Problems } from '../problems.ts'
import { signersOf } from '../signatures.ts'
import { parseTemplate } from '../template.ts'
import type { ConnectionOptions } from './connection.ts'
import { parseConnectionString } from './connection-string.ts'
import { defaultCredential } from './credential.ts'
import type { MessageOptions } from './message.ts'
import type { WrittenOptions } from './types.ts'

/** A Service Bus sink's options, ready for use. */
export interface ServiceBusOptions {
  /** Scheme, host and port: all of the address that may be shown. */
  readonly origin: string
  readonly kind: 'topic' | 'queue'
  readonly connection: ConnectionOptions
  readonly message: MessageOptions
  /** Messages in one transfer. */
  readonly mostInBatch: number
  /** Milliseconds, from the call to the answer. */
  readonly timeout: number
}

type ClientOptions = NonNullable<ConstructorParameters<typeof ServiceBusClient>[2]>

// A first connection takes a token, TLS and a link: a short timeout must not keep it from ever being made.
const shortestConnect = 10_000 // ms

/** Checks what a schema cannot. @throws ConfigError with everything that is wrong. */
export function serviceBusOptions(options: SinkOptions, context: SinkContext): ServiceBusOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const timeout = written.timeout ?? 10_000 // ten seconds
  const entity = entityOf(written, problems)
  const address = addressOf(written, entity, problems)
  const message = messageOptions(written, context, problems)
  if (problems.found.length > 0 || address === undefined) throw new ConfigError(problems.found)
  const client: ClientOptions = {
    // Retries are the outbox's.
    retryOptions: { maxRetries: 0, timeoutInMs: timeout },
    userAgentOptions: { userAgentPrefix: context.userAgent },
    ...(written.endpoint === undefined ? {} : { customEndpointAddress: written.endpoint }),
  }
  return {
    origin: address.origin,
    kind: written.topic === undefined ? 'queue' : 'topic',
    connection: {
      client: () => address.client(client),
      entity,
      connectTimeout: Math.max(timeout, shortestConnect),
    },
    message,
    mostInBatch: written.batch?.max_count ?? 100,
    timeout,
  }
}

function entityOf({ topic, queue }: WrittenOptions, problems: Problems): string {
  if (topic !== undefined && queue !== undefined)
    problems.add('queue', 'stands beside `topic`', 'leave one of them out')
  else if (topic === undefined && queue === undefined) problems.add('topic', 'is missing', 'or `queue`')
  return topic ?? queue ?? ''
}

interface Address {
  readonly origin: string
  client(options: ClientOptions): ServiceBusClient
}

function addressOf(
  { connection_string: text, namespace }: WrittenOptions,
  entity: string,
  problems: Problems,
): Address | undefined {
  if (text !== undefined && namespace !== undefined)
    problems.add('namespace', 'stands beside `connection_string`', 'leave one of them out')
  if (text !== undefined) {
    const parsed = parseConnectionString(text, problems)
    if (parsed?.entity !== undefined && parsed.entity !== entity)
      problems.add('connection_string', 'is for another topic or queue (EntityPath)', 'use its name')
    return parsed && { origin: parsed.origin, client: options => new ServiceBusClient(text, options) }
  }
  if (namespace === undefined) {
    problems.add('namespace', 'is missing', 'or `connection_string`')
    return undefined
  }
  const credential = defaultCredential()
  return {
    origin: `sb://${namespace}`,
    client: options => new ServiceBusClient(namespace, credential, options),
  }
}

function messageOptions(written: WrittenOptions, context: SinkContext, problems: Problems): MessageOptions {
  const { delay = 0, schedule, session = 'none', partition_key: partitionKey = 'none' } = written
  if (delay > 0 && schedule !== undefined)
    problems.add('delay', 'stands beside `schedule`', 'leave one of them out')
  return {
    grouping: { session, partitionKey },
    netboxId: context.netboxId ?? '',
    attributes: attributeTemplates(
      { key: 'attributes', written: written.attributes, signatures: written.signatures },
      context,
      problems,
    ),
    signers: signersOf(written.signatures ?? [], problems) ?? [],
    contentType: written.content_type,
    delay,
    schedule:
      schedule === undefined
        ? undefined
        : problems.attempt('schedule', () => parseTemplate(schedule, context.template)),
    timeToLive: written.time_to_live ?? 0,
  }
}
