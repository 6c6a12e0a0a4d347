import { ConfigError } from '../../src/errors.ts'
import type { SinkContext, SinkOptions } from '../../src/types.ts'
import { attributeTemplates } from '../attribute-templates.ts'
import { Problems } from '../problems.ts'
import { signersOf } from '../signatures.ts'
import { tlsOf } from '../tls.ts'
import { addressOf, type Broker, brokerAt, isEncrypted } from './broker.ts'
import { checkCredentials, checkSession, checkVersion } from './checks.ts'
import { clientIdOf } from './client-id.ts'
import { credentialsOf } from './credentials.ts'
import type { Message, MessageOptions } from './message.ts'
import type { SessionOptions, Will } from './session.ts'
import { parseTopic, problemOf } from './topic.ts'
import type { WrittenMessage, WrittenOptions } from './types.ts'

/** An MQTT sink's options, ready for use. */
export interface MqttOptions {
  /** In the order in which they are tried; at least one. */
  readonly brokers: readonly Broker[]
  readonly session: SessionOptions
  readonly message: MessageOptions
  /** Milliseconds, from the call to the acknowledgement. */
  readonly timeout: number
  /** Milliseconds for one broker to accept. */
  readonly connectTimeout: number
}

/** Checks what a schema cannot, and reads the PEM files. @throws ConfigError with everything that is wrong. */
export function mqttOptions(options: SinkOptions, context: SinkContext): MqttOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const brokers = brokersOf(written, problems)
  const topic = problems.attempt('topic', () => parseTopic(written.topic, context.template))
  const attributes = attributeTemplates(
    { key: 'attributes', written: written.attributes, signatures: written.signatures },
    context,
    problems,
  )
  const signers = signersOf(written.signatures ?? [], problems)
  checkVersion(written, problems)
  checkSession(written, problems)
  const credentials = credentialsOf(written.username, written.password, written.password_file)
  checkCredentials(written, () => credentials.password(), problems)
  const will = plainMessage('will', written.will, problems)
  const birth = plainMessage('birth', written.birth, problems)
  checkTopic('response_topic', written.response_topic, problems)
  if (topic === undefined || problems.found.length > 0) throw new ConfigError(problems.found)
  const prefix = written.client_id ?? `sluice-${context.name}`
  const protocol = written.protocol ?? 5
  const qos = written.qos ?? 1
  const retain = written.retain ?? false
  return {
    brokers,
    session: {
      protocol,
      clientId: written.client_id_exact === true ? prefix : clientIdOf(prefix),
      credentials,
      keepalive: seconds(written.keepalive ?? 30_000), // half a minute
      cleanStart: written.clean_start ?? true,
      sessionExpiry: seconds(written.session_expiry ?? 0),
      will,
      birth: birth === undefined ? undefined : () => birthOf(birth, protocol),
      qos,
      retain,
      mostInFlight: written.max_in_flight ?? 1_000,
      mostAliases: written.topic_aliases ?? 0,
      policy: {
        noSubscribers: written.no_subscribers ?? 'delivered',
        fixedTopic: topic.fixed !== undefined,
      },
    },
    message: {
      topic,
      qos,
      retain,
      protocol,
      netboxId: context.netboxId ?? '',
      attributes,
      signers: signers ?? [],
      contentType: written.content_type,
      expiry: seconds(written.message_expiry ?? 0),
      responseTopic: written.response_topic,
    },
    timeout: written.timeout ?? 10_000, // ten seconds
    connectTimeout: written.connect_timeout ?? 5_000, // five seconds: a second broker has its turn within the timeout
  }
}

function brokersOf(written: WrittenOptions, problems: Problems): readonly Broker[] {
  if (written.url !== undefined && written.urls !== undefined)
    problems.add('urls', 'stands beside `url`', 'put all of them into `urls`')
  else if (written.url === undefined && written.urls === undefined)
    problems.add('url', 'is missing', 'or `urls`, where there are several brokers')
  const addresses =
    written.urls === undefined
      ? [addressOf(written.url ?? 'mqtt://localhost', 'url', problems)]
      : written.urls.map((text, index) => addressOf(text, `urls[${index}]`, problems))
  const urls = addresses.filter(url => url !== undefined)
  const encrypted = urls.some(isEncrypted)
  if (!encrypted && urls.length > 0 && written.tls !== undefined)
    problems.add('tls', 'no address begins with mqtts:// or wss://, so nothing is encrypted', 'or no `tls`')
  const tls = encrypted ? tlsOf(written.tls ?? {}, problems) : undefined
  return urls.map(url => brokerAt(url, tls))
}

function plainMessage(
  path: 'will' | 'birth',
  written: (WrittenMessage & { readonly delay?: number }) | undefined,
  problems: Problems,
): Will | undefined {
  if (written === undefined) return undefined
  checkTopic(`${path}.topic`, written.topic, problems)
  const payload = Buffer.from(written.payload ?? '')
  if (payload.length > 65_535) problems.add(`${path}.payload`, 'longer than 65535 bytes')
  return {
    topic: written.topic,
    payload,
    qos: written.qos ?? 1,
    retain: written.retain ?? false,
    delay: seconds(written.delay ?? 0),
  }
}

function birthOf({ topic, payload, qos, retain }: Will, protocol: 4 | 5): Message {
  return { topic, body: payload, qos, retain, properties: protocol === 5 ? {} : undefined }
}

function checkTopic(path: string, name: string | undefined, problems: Problems): void {
  const wrong = name === undefined ? undefined : problemOf(name)
  if (wrong !== undefined) problems.add(path, wrong)
}

/** Whole seconds, as MQTT counts; what is shorter is one. */
function seconds(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds / 1_000), 4_294_967_295)
}
