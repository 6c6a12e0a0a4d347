import { SluiceError } from '../../src/errors.ts'
import type { Problems } from '../problems.ts'
import type { WrittenOptions } from './types.ts'

const needFive = [
  'attributes',
  'signatures',
  'content_type',
  'message_expiry',
  'response_topic',
  'topic_aliases',
  'no_subscribers',
  'session_expiry',
] as const

/** What MQTT 3.1.1 does not have. */
export function checkVersion(written: WrittenOptions, problems: Problems): void {
  if (written.protocol !== 4) return
  const defaults: { readonly [key: string]: unknown } = {
    message_expiry: 0,
    topic_aliases: 0,
    no_subscribers: 'delivered',
    session_expiry: 0,
  }
  for (const key of needFive) {
    const value = written[key]
    // The schema fills in its defaults.
    if (value === undefined || value === defaults[key] || ['{}', '[]'].includes(JSON.stringify(value)))
      continue
    problems.add(key, 'needs MQTT 5, and `protocol` is 4 (3.1.1)')
  }
  if ((written.will?.delay ?? 0) > 0) problems.add('will.delay', 'needs MQTT 5, and `protocol` is 4 (3.1.1)')
}

/** What an earlier connection's session would do to this one. */
export function checkSession(written: WrittenOptions, problems: Problems): void {
  if (written.clean_start !== false) return
  if (written.client_id_exact !== true)
    problems.add(
      'clean_start',
      'a session is found again by its client id, and this one has the process number in it',
      'client_id_exact: true, and one instance only',
    )
  // A broker takes a packet identifier of an earlier connection for that connection's message come again, and drops it.
  if (written.qos === 2)
    problems.add(
      'clean_start',
      'with qos: 2 a broker could take new messages for old ones',
      'clean_start: true',
    )
}

/** `read` reads the password, and may throw. */
export function checkCredentials(written: WrittenOptions, read: () => void, problems: Problems): void {
  if (written.password !== undefined && written.password_file !== undefined)
    problems.add('password_file', 'stands beside `password`', 'leave one of them out')
  const given = written.password !== undefined || written.password_file !== undefined
  if (written.protocol === 4 && given && written.username === undefined)
    problems.add('username', 'is missing: MQTT 3.1.1 takes no password without one')
  try {
    read()
  } catch (error) {
    problems.add('password_file', 'cannot be read, is empty or too large', causeOf(error))
  }
}

function causeOf(error: unknown): string {
  return error instanceof SluiceError && error.cause instanceof Error ? error.cause.message : ''
}
