import { type ErrorClass, SluiceError } from '../../src/errors.ts'
import type { Failure } from '../failure.ts'
import { Connection, type ConnectionOptions, type Start } from './connection.ts'
import { faultOf } from './failure.ts'
import { fieldsOf, textFields } from './wire.ts'

const permission = 'pubsub.topics.publish'
const testPermissions = '/google.iam.v1.IAMPolicy/TestIamPermissions'
const unimplemented = 12

const hints: { readonly [errorClass in ErrorClass]?: string } = {
  network: 'can the endpoint be reached from this machine, and does it need a proxy (https_proxy)?',
  timeout: 'does a firewall drop what is sent there?',
  tls: 'does a proxy stand between, whose authority this machine does not know (NODE_EXTRA_CA_CERTS)?',
  permission: 'credentials_file, GOOGLE_APPLICATION_CREDENTIALS, or the identity of the machine or workload',
  not_found: 'gcloud pubsub topics create TOPIC --project=PROJECT',
  config: 'is the endpoint one of Pub/Sub?',
}

/**
 * Asks whether the topic is there and may be published to; sends nothing. An emulator, which knows no permissions, is
 * asked for the topic alone. `timeout` in milliseconds.
 * @throws SluiceError `sink_unreachable` with a hint; the signal's reason when it aborts.
 */
export async function checkTopic(
  options: ConnectionOptions,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const connection = new Connection(options)
  const { origin } = options.endpoint
  const late = AbortSignal.timeout(timeout)
  const ends = AbortSignal.any([signal, late])
  try {
    let granted: readonly string[]
    try {
      granted = await asked(connection, permissionsOf(options.topic), ends)
    } catch (error) {
      if (!isUnimplemented(error)) throw error
      await asked(connection, topicOf(options.topic), ends)
      return
    }
    if (granted.includes(permission)) return
    const reason = `not authorised: needs ${permission} on the topic (roles/pubsub.publisher)`
    throw unreachable(origin, { class: 'permission', reason })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof SluiceError) throw error
    const answer: Failure = late.aborted
      ? { class: 'timeout', reason: 'no answer in time' }
      : faultOf(error).failure
    throw unreachable(origin, answer)
  } finally {
    connection.close()
  }
}

function asked(connection: Connection, start: Start, ends: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel()
      reject(ends.reason)
    }
    ends.addEventListener('abort', abort, { once: true })
    const cancel = connection.ask(start, (error, texts) => {
      ends.removeEventListener('abort', abort)
      if (error === null) resolve(texts)
      else reject(error)
    })
  })
}

/** Needs no permission itself. It is a method of another service, whose messages are these few fields. */
function permissionsOf(topic: string): Start {
  return (stub, metadata, callback) =>
    stub.makeUnaryRequest(
      testPermissions,
      textFields,
      message =>
        fieldsOf(message)
          .filter(({ number }) => number === 1)
          .map(({ value }) => String(value)),
      [
        [1, topic],
        [2, permission],
      ],
      metadata,
      (error, texts) => callback(error, texts ?? []),
    )
}

function topicOf(topic: string): Start {
  return (stub, metadata, callback) => stub.getTopic({ topic }, metadata, error => callback(error, []))
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === unimplemented
}

function unreachable(origin: string, { class: errorClass, reason }: Failure): SluiceError {
  return new SluiceError('sink_unreachable', `${origin}: ${reason}`, { hint: hints[errorClass] ?? '' })
}
