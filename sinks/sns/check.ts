import { type ErrorClass, SluiceError } from '../../src/errors.ts'
import { failureOf } from './failure.ts'

const hints: { readonly [errorClass in ErrorClass]?: string } = {
  network: 'can the endpoint be reached from this machine, and is the region right?',
  timeout: 'does a firewall drop what is sent there, or is there no route to AWS?',
  tls: 'does something on the way replace certificates? NODE_EXTRA_CA_CERTS names further authorities',
  unavailable: 'AWS or what stands before it fails; it may pass by itself',
  throttled: 'this account asks for much; it may pass by itself',
  config: 'are topic, region, role and endpoint right?',
}

/** A topic, and how it is asked for. */
export interface Asked {
  readonly topicArn: string
  /** Asks for its attributes. @throws what the SDK does. */
  describe(signal: AbortSignal): Promise<void>
  /** Scheme and host that are asked. */
  address(): Promise<string>
}

/**
 * Asks for the topic's attributes. `timeout` in milliseconds.
 * @throws SluiceError `sink_unreachable` with what to do; the signal's reason when it aborts.
 */
export async function reach(asked: Asked, timeout: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const late = new AbortController()
  const { promise, reject } = Promise.withResolvers<never>()
  const end = (reason: unknown) => {
    reject(reason)
    late.abort() // the request; credentials that are looked for go on by themselves
  }
  const aborted = () => end(signal.reason)
  const timer = setTimeout(() => end(new SluiceError('sink_unreachable', 'no answer in time')), timeout)
  signal.addEventListener('abort', aborted, { once: true })
  try {
    await Promise.race([asked.describe(late.signal), promise])
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw unreachable(error, asked.topicArn, await asked.address().catch(() => 'SNS'))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
  }
}

function unreachable(error: unknown, topicArn: string, origin: string): SluiceError {
  if (error instanceof SluiceError)
    return new SluiceError(error.code, `${origin}: ${error.message}`, { hint: hints.timeout ?? '' })
  const { class: errorClass, reason } = failureOf(error)
  const hint =
    errorClass === 'not_found'
      ? `is there a topic ${topicArn}? Its region and account are part of its name`
      : errorClass === 'permission'
        ? `needs sns:Publish on ${topicArn}, and sns:GetTopicAttributes for this check`
        : (hints[errorClass] ?? '')
  return new SluiceError('sink_unreachable', `${origin}: ${reason}`, { hint })
}
