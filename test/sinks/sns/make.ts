import type { MessageOptions } from '../../../sinks/sns/message.ts'
import type { PublisherOptions } from '../../../sinks/sns/publisher.ts'
import { snsSink } from '../../../sinks/sns/sink.ts'
import { SluiceError } from '../../../src/errors.ts'
import type { Outcome, Sink, SinkContext } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { accessKey, standardTopic } from '../../helpers/sns-double.ts'

/** A signal that nobody aborts. */
export const never = new AbortController().signal

/** What a test may set, as the schema would let it through. */
export type MadeOptions = { readonly [option: string]: unknown }

/** What a sink is made with in tests: templates are the text as it is, in capitals; one that says so is wrong. */
export const context: SinkContext = {
  name: 'audit',
  userAgent: 'Sluice/1.2.3',
  concurrency: 16,
  netboxId: 'nb-1',
  template: source => {
    if (source.includes('wrong')) throw new SluiceError('template_invalid', 'line 1: wrong')
    return { fixed: source.includes('{{') ? undefined : source, render: () => source.toUpperCase() }
  },
}

/** How a message is made where nothing is configured. */
export const plainMessage: MessageOptions = {
  fifo: false,
  netboxId: 'nb-1',
  attributes: new Map(),
  subject: undefined,
  bodies: new Map(),
  signers: [],
}

/** How SNS is reached where nothing is configured. */
export const plainPublisher: PublisherOptions = {
  topicArn: standardTopic,
  region: 'us-east-1',
  endpoint: undefined,
  fips: false,
  role: undefined,
  userAgent: 'Sluice/1.2.3',
  connections: 16,
}

// Where the SDK's default chain looks first; nothing of this machine's own is read.
process.env['AWS_ACCESS_KEY_ID'] = accessKey.accessKeyId
process.env['AWS_SECRET_ACCESS_KEY'] = accessKey.secretAccessKey
process.env['AWS_CONFIG_FILE'] = '/dev/null'
process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null'
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'

/** A sink that is closed when the test ends; it publishes to the standard topic. */
export async function snsSinkWith(
  t: { after(done: () => Promise<void>): void },
  options: MadeOptions,
  changes: Partial<SinkContext> = {},
): Promise<Sink> {
  const written = { type: 'sns', topic_arn: standardTopic, timeout: 20_000, ...options }
  const sink = await snsSink.create(written, { ...context, ...changes })
  t.after(() => sink.close())
  return sink
}

/** The outcome of one delivery. */
export async function outcomeFrom(sink: Sink): Promise<Outcome> {
  const [outcome] = await sink.send([delivery()], never)
  return outcome!
}
