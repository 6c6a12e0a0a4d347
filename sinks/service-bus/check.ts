import { type ErrorClass, SluiceError } from '../../src/errors.ts'
import { Connection } from './connection.ts'
import { failureOf } from './failure.ts'
import type { ServiceBusOptions } from './options.ts'

/**
 * Opens a connection and a link of its own, and closes them: the service looks at rights when a link is opened.
 * @throws SluiceError `sink_unreachable` with what to do; the signal's reason when it aborts.
 */
export async function reach(options: ServiceBusOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  let connection: Connection | undefined
  const abort = () => void connection?.close()
  signal.addEventListener('abort', abort)
  try {
    connection = new Connection(options.connection)
    await connection.attach(0)
  } catch (error) {
    signal.throwIfAborted()
    const { class: errorClass, reason } = failureOf(error)
    const hint = hintFor(errorClass, options)
    throw new SluiceError('sink_unreachable', `${options.origin}: ${reason}`, { hint })
  } finally {
    signal.removeEventListener('abort', abort)
    await connection?.close()
  }
  signal.throwIfAborted()
}

const hints: { readonly [errorClass in ErrorClass]?: string } = {
  network: 'is this the right namespace, and is port 5671 open from this machine?',
  timeout: 'does a firewall drop what is sent to port 5671?',
  tls: 'does something on the way replace certificates? NODE_EXTRA_CA_CERTS names further authorities',
  throttled: 'the namespace has much to do; it may pass by itself',
}

function hintFor(errorClass: ErrorClass, { kind, connection: { entity } }: ServiceBusOptions): string {
  if (errorClass === 'not_found') return `is there a ${kind} "${entity}" in this namespace?`
  if (errorClass === 'config') return `is the ${kind} "${entity}" enabled, and may it be sent to?`
  if (errorClass === 'permission')
    return `needs the role "Azure Service Bus Data Sender" on the ${kind} "${entity}", or a key with the right Send`
  return hints[errorClass] ?? ''
}
