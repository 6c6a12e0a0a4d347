import { SluiceError } from '../../src/errors.ts'
import { appendFailure } from '../append-failure.ts'
import type { AppendOptions } from '../append-sink.ts'

/**
 * Asks the cluster for the topic and appends nothing; of a topic that events choose, whether it answers. Whether this
 * side may write to it only shows when it does. @throws SluiceError `sink_unreachable`.
 */
export async function findTopic(options: AppendOptions, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const { log, origin, record } = options
  const { fixed } = record.topic
  try {
    // Any name will do to see whether somebody answers.
    const found = await log.bounds(fixed ?? 'sluice')
    if (fixed !== undefined && found === undefined)
      throw new SluiceError('topic_missing', `no topic ${fixed}`)
  } catch (error) {
    // It answered; and what it may not Describe is none of the topics that events choose.
    if (fixed === undefined && isUnauthorised(error)) return
    const { reason } = appendFailure(error, false)
    const hint = 'are `brokers`, `tls`, `sasl` and `topic` right, and may this user Describe the topic?'
    throw new SluiceError('sink_unreachable', `${origin}: ${reason}`, { cause: error, hint })
  }
}

function isUnauthorised(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause as { readonly type?: string } | undefined) : undefined
  return cause?.type === 'TOPIC_AUTHORIZATION_FAILED'
}
