import type { GoogleAuth } from 'google-gax'
import { ConfigError } from '../../src/errors.ts'
import type { SinkContext, SinkOptions } from '../../src/types.ts'
import { attributeTemplates } from '../attribute-templates.ts'
import { Problems } from '../problems.ts'
import { signersOf } from '../signatures.ts'
import type { ConnectionOptions } from './connection.ts'
import { authOf, clientOf } from './credentials.ts'
import { endpointOf, globalHost } from './endpoint.ts'
import type { MessageOptions } from './message.ts'
import { topicOf } from './topic.ts'
import type { WrittenOptions } from './types.ts'

/** A Pub/Sub sink's options, ready for use. */
export interface PubsubOptions {
  readonly connection: ConnectionOptions
  readonly message: MessageOptions
  /** Milliseconds, from the call to the last answer. */
  readonly timeout: number
  /** What may be under way at most. */
  readonly mostMessages: number
  readonly mostBytes: number
}

const longestValue = 1_024 // bytes of an attribute

/** Checks what a schema cannot, and reads the file of credentials. @throws ConfigError with everything that is wrong. */
export function pubsubOptions(
  options: SinkOptions,
  context: SinkContext,
  environment: { readonly [name: string]: string | undefined } = process.env,
): PubsubOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const topic = topicOf(written.topic, written.project, problems)
  const endpoint = endpointOf(written, environment, problems)
  const attributes = attributeTemplates(
    { key: 'attributes', written: written.attributes, signatures: written.signatures, isOwn },
    context,
    problems,
  )
  for (const name of attributes.keys())
    if (name.startsWith('goog'))
      problems.add(`attributes.${name}`, 'begins with "goog", which is Google\'s own', 'rename it')
  const signers = signersOf(written.signatures ?? [], problems)
  const { ordering = false, ordering_keys: orderingKeys = 0 } = written
  if (orderingKeys > 0 && !ordering)
    problems.add('ordering_keys', 'is nothing without `ordering: true`', 'leave it out, or order')
  if (ordering && written.order === 'none')
    problems.add('ordering', 'needs `order: key`: with `none` events of one key are sent in any order')
  if (ordering && endpoint.host === globalHost)
    context.warn?.(
      'ordering',
      'without `region` messages of one key may be taken in several regions, and each keeps an order of its own',
      'add `region`, the one that is near',
    )
  const { netboxId = '' } = context
  if (Buffer.byteLength(netboxId) > longestValue)
    problems.add(
      'attributes',
      `identity.netbox_id has more than ${longestValue} bytes, which no attribute can have`,
    )
  const auth = authFor(written, endpoint, problems)
  if (problems.found.length > 0) throw new ConfigError(problems.found)
  return {
    connection: { endpoint, auth, topic, userAgent: context.userAgent },
    message: { topic, ordering, orderingKeys, netboxId, attributes, signers: signers ?? [] },
    timeout: written.timeout ?? 10_000, // ten seconds
    mostMessages: written.flow_control?.max_messages ?? 10_000,
    mostBytes: written.flow_control?.max_bytes ?? 33_554_432, // 32 MiB
  }
}

function authFor(
  { credentials_file }: WrittenOptions,
  endpoint: ConnectionOptions['endpoint'],
  problems: Problems,
): GoogleAuth {
  const client = credentials_file === undefined ? undefined : clientOf(credentials_file, problems)
  return authOf(client, endpoint)
}

function isOwn(name: string): boolean {
  return name === 'content-type' || name === 'test' || name.startsWith('ce-')
}
