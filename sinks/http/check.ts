import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type ErrorClass, SluiceError } from '../../src/errors.ts'
import type { Failure } from '../failure.ts'
import type { Dialer } from './dialer.ts'
import { failureOf } from './failure.ts'

// With TLS 1.3 a client's certificate is refused only after the handshake has ended for the client.
const tlsRefusal = 250

const hints: { readonly [errorClass in ErrorClass]?: string } = {
  network: 'does the receiver run, and can it be reached from this machine?',
  timeout: 'does a firewall drop what is sent there?',
  tls: 'tls.ca names whom to trust, tls.server_name the name to expect, tls.cert and tls.key who this side is',
}

/**
 * Connects, with TLS where the target has it, and sends nothing. `timeout` in milliseconds.
 * @throws SluiceError `sink_unreachable` with a hint; the signal's reason when it aborts.
 */
export async function reach(
  dialer: Dialer,
  origin: string,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (failure: Failure) => reject(unreachable(origin, failure))
  let socket: Socket | undefined
  const dialling = dialer.dial((error, connected) => {
    socket = connected
    if (connected === undefined) fail(failureOf(error))
    else if (connected instanceof TLSSocket) waitForRefusal(connected, resolve, fail)
    else resolve()
  })
  const timer = setTimeout(() => fail({ class: 'timeout', reason: 'no connection in time' }), timeout)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    dialling.destroy()
    socket?.on('error', () => {}).destroy()
  }
}

function waitForRefusal(socket: TLSSocket, good: () => void, bad: (failure: Failure) => void): void {
  const timer = setTimeout(good, tlsRefusal)
  socket.once('error', error => bad(failureOf(error)))
  socket.once('close', () => {
    clearTimeout(timer)
    bad({ class: 'tls', reason: 'connection closed right after the TLS handshake' })
  })
}

function unreachable(origin: string, { class: errorClass, reason }: Failure): SluiceError {
  return new SluiceError('sink_unreachable', `${origin}: ${reason}`, { hint: hints[errorClass] ?? '' })
}
