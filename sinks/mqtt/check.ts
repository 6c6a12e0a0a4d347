import { type ErrorClass, SluiceError } from '../../src/errors.ts'
import type { Failure } from '../failure.ts'
import type { Broker } from './broker.ts'
import { Connection, type ConnectionListener } from './connection.ts'
import type { SessionOptions } from './session.ts'

const hints: { readonly [errorClass in ErrorClass]?: string } = {
  network: 'does the broker run, and can it be reached from this machine?',
  timeout: 'does a firewall drop what is sent there?',
  tls: 'tls.ca names whom to trust, tls.server_name the name to expect, tls.cert and tls.key who this side is',
  permission: 'does the broker know this username, password or certificate?',
  not_found: 'is the path of the WebSocket right?',
  config:
    'does the broker speak this version of MQTT (protocol: 4 is 3.1.1), and take this qos, retain and client_id?',
}

/**
 * Connects to every broker and sends nothing: under another client id, so that the connection in use goes on, and
 * without will and birth. `timeout` in milliseconds, for each of them.
 * @throws SluiceError `sink_unreachable` that names all brokers that cannot be used; the signal's reason when it aborts.
 */
export async function reachAll(
  brokers: readonly Broker[],
  session: SessionOptions,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const probe: SessionOptions = {
    ...session,
    clientId: `${session.clientId}-check`,
    cleanStart: true,
    sessionExpiry: 0,
    will: undefined,
    birth: undefined,
  }
  const failures = (await Promise.all(brokers.map(broker => reach(broker, probe, timeout, signal)))).filter(
    failure => failure !== undefined,
  )
  signal.throwIfAborted()
  if (failures.length === 0) return
  const hint = hints[failures[0]!.class] ?? ''
  throw new SluiceError('sink_unreachable', failures.map(({ reason }) => reason).join('; '), { hint })
}

/** Why a broker cannot be used; undefined where it can, or where the signal aborted. */
async function reach(
  broker: Broker,
  session: SessionOptions,
  timeout: number,
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const { promise, resolve } = Promise.withResolvers<Failure | undefined>()
  const listener: ConnectionListener = {
    opened: () => resolve(undefined),
    roomed: () => {},
    closed: (_, { class: errorClass, reason }) =>
      resolve({ class: errorClass, reason: `${broker.origin}: ${reason}` }),
  }
  const connection = new Connection(broker, session, listener)
  const late = () => connection.destroy({ class: 'timeout', reason: 'no connection in time' })
  const timer = setTimeout(late, timeout)
  signal.addEventListener('abort', late)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', late)
    await connection.end()
  }
}
