import type { IClientOptions } from 'mqtt'
import type { Credentials } from './credentials.ts'
import type { Message, Qos } from './message.ts'
import type { AckPolicy } from './reason-codes.ts'

/** What the broker publishes when the connection is over. */
export interface Will {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: Qos
  readonly retain: boolean
  /** Seconds. */
  readonly delay: number
}

/** What one connection is opened with. */
export interface SessionOptions {
  readonly protocol: 4 | 5
  readonly clientId: string
  readonly credentials: Credentials
  /** Seconds; 0: never. */
  readonly keepalive: number
  readonly cleanStart: boolean
  /** Seconds. */
  readonly sessionExpiry: number
  readonly will: Will | undefined
  /** The first message of each connection. */
  readonly birth: (() => Message) | undefined
  readonly qos: Qos
  readonly retain: boolean
  readonly mostInFlight: number
  readonly mostAliases: number
  readonly policy: AckPolicy
}

/**
 * What the client library is told about the session. The password is asked for now.
 * @throws SluiceError `password_unreadable`.
 */
export function clientOptions(session: SessionOptions): IClientOptions {
  const { protocol, credentials, sessionExpiry, will } = session
  const password = credentials.password()
  return {
    protocolVersion: protocol,
    clientId: session.clientId,
    clean: session.cleanStart,
    keepalive: session.keepalive,
    ...(credentials.username === undefined ? {} : { username: credentials.username }),
    ...(password === undefined ? {} : { password }),
    ...(protocol === 5 && sessionExpiry > 0 ? { properties: { sessionExpiryInterval: sessionExpiry } } : {}),
    ...(will === undefined ? {} : { will: willOf(will, protocol) }),
  }
}

function willOf(
  { topic, payload, qos, retain, delay }: Will,
  protocol: 4 | 5,
): NonNullable<IClientOptions['will']> {
  return {
    ...{ topic, payload, qos, retain },
    ...(protocol === 5 && delay > 0 ? { properties: { willDelayInterval: delay } } : {}),
  }
}
