import { ConfigError } from '../../src/errors.ts'
import type { SinkContext, SinkOptions, Template } from '../../src/types.ts'
import { Problems } from '../problems.ts'
import { signatureNames, signersOf } from '../signatures.ts'
import { parseTemplate, type ValueTemplate } from '../template.ts'
import { topicArn } from './arn.ts'
import { mostAttributes, nameProblem, reserved } from './attributes.ts'
import type { MessageOptions } from './message.ts'
import type { PublisherOptions } from './publisher.ts'
import { roleOf } from './role.ts'
import type { WrittenOptions } from './types.ts'

/** An SNS sink's options, ready for use. */
export interface SnsOptions {
  readonly message: MessageOptions
  readonly publisher: PublisherOptions
  /** Stands before reasons: the endpoint's scheme and host, or the region. */
  readonly origin: string
  /** Milliseconds, from the call to the last answer. */
  readonly timeout: number
}

/** Checks what a schema cannot. @throws ConfigError with everything that is wrong. */
export function snsOptions(options: SinkOptions, context: SinkContext): SnsOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const topic = topicArn(written.topic_arn, problems)
  const region = written.region ?? topic?.region ?? ''
  const { endpoint, fips = false, assume_role } = written
  if (topic !== undefined && region !== topic.region)
    problems.add('region', `is "${region}", and the topic is in ${topic.region}`, 'leave it out')
  if (endpoint !== undefined && fips)
    problems.add('fips', 'stands beside `endpoint`', 'leave it out, and name the FIPS endpoint itself')
  const attributes = attributesOf(written, context, problems)
  const subject =
    written.subject === undefined
      ? undefined
      : problems.attempt('subject', () => parseTemplate(written.subject!, context.template))
  const bodies = bodiesOf(written, context, problems)
  const signers = signersOf(written.signatures ?? [], problems) ?? []
  if (bodies.size > 0)
    context.warn?.(
      'bodies',
      'SNS leaves out the attributes of messages that have a body for each protocol',
      'receivers have the ids in the envelope alone; filter policies need `FilterPolicyScope: MessageBody`',
    )
  if (topic === undefined || problems.found.length > 0) throw new ConfigError(problems.found)
  return {
    message: { fifo: topic.fifo, netboxId: context.netboxId ?? '', attributes, subject, bodies, signers },
    publisher: {
      topicArn: topic.text,
      region,
      endpoint,
      fips,
      role:
        assume_role === undefined ? undefined : roleOf({ ...assume_role, region, fips, sink: context.name }),
      userAgent: context.userAgent,
      connections: context.concurrency,
    },
    origin: endpoint === undefined ? `SNS ${region}` : new URL(endpoint).origin,
    timeout: written.timeout ?? 10_000, // ten seconds
  }
}

function attributesOf(
  { message_attributes = {}, signatures = [], shape, bodies = {} }: WrittenOptions,
  { template: compile }: SinkContext,
  problems: Problems,
): Map<string, ValueTemplate> {
  const templates = new Map<string, ValueTemplate>()
  const signed = signatureNames(signatures)
  for (const [name, text] of Object.entries(message_attributes)) {
    const path = `message_attributes.${name}`
    const wrong = nameProblem(name)
    if (wrong !== undefined) problems.add(path, wrong)
    if (reserved.has(name) || signed.has(name.toLowerCase()))
      problems.add(path, 'is set by Sluice on every message', 'leave it out, or rename it')
    const template = problems.attempt(path, () => parseTemplate(text, compile))
    if (template !== undefined) templates.set(name, template)
  }
  checkCount(templates.size, signed.size, problems)
  if (shape === 'cloudevents_binary')
    problems.add('shape', `needs more attributes than the ${mostAttributes} that SNS takes`, 'cloudevents')
  if (signed.size > 0 && Object.keys(bodies).length > 0)
    problems.add(
      'signatures',
      'are dropped by SNS where `bodies` are, and sign another body',
      'leave one out',
    )
  return templates
}

function checkCount(written: number, signed: number, problems: Problems): void {
  const own = reserved.size
  const left = mostAttributes - own
  if (written + signed <= left) return
  const path = signed > left || written === 0 ? 'signatures' : 'message_attributes'
  const found = [
    ...(written > 0 ? [`${written} of message_attributes`] : []),
    ...(signed > 0 ? [`${signed} of signatures`] : []),
  ].join(' and ')
  problems.add(
    path,
    `${own} attributes of every message and ${found} are more than the ${mostAttributes} that SNS takes`,
  )
}

function bodiesOf(
  { bodies = {} }: WrittenOptions,
  { template: compile }: SinkContext,
  problems: Problems,
): Map<string, Template> {
  const templates = new Map<string, Template>()
  for (const [protocol, text] of Object.entries(bodies)) {
    const template = problems.attempt(`bodies.${protocol}`, () => compile?.(text))
    if (template !== undefined) templates.set(protocol, template)
  }
  return templates
}
