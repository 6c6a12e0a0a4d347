import { credentialsOf } from '../../../sinks/mqtt/credentials.ts'
import type { SessionOptions } from '../../../sinks/mqtt/session.ts'

/** What a connection is opened with, for a test. */
export function sessionOf(options: Partial<SessionOptions> = {}): SessionOptions {
  return {
    protocol: 5,
    clientId: 'test',
    credentials: credentialsOf(undefined, undefined, undefined),
    keepalive: 0,
    cleanStart: true,
    sessionExpiry: 0,
    will: undefined,
    birth: undefined,
    qos: 1,
    retain: false,
    mostInFlight: 1_000,
    mostAliases: 0,
    policy: { noSubscribers: 'delivered', fixedTopic: false },
    ...options,
  }
}
