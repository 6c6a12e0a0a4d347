import type { SinkContext } from '../../src/types.ts'
import type { Problems } from '../problems.ts'
import type { WrittenOptions } from './types.ts'

/** Keys of `sasl` that depend on each other. A password that goes over the network as it is, is only doubtful. */
export function checkLogin(
  { brokers, tls, sasl }: WrittenOptions,
  problems: Problems,
  warn: SinkContext['warn'],
): void {
  if (sasl?.mechanism === 'plain' && tls === undefined && !brokers.every(isNear))
    warn?.('sasl', 'the password goes over the network as it is', 'add `tls: {}`')
  if (sasl?.mechanism !== 'oauthbearer') return
  const { token_command, token_url, client_id, client_secret } = sasl
  const missing = Object.entries({ token_url, client_id, client_secret }).flatMap(([key, value]) =>
    value === undefined ? [key] : [],
  )
  if (token_command !== undefined && missing.length < 3)
    problems.add('sasl', 'has `token_command` and client credentials', 'a token comes from one of them')
  else if (token_command === undefined && missing.length > 0)
    problems.add(
      'sasl',
      `nothing says where tokens come from: ${missing.join(', ')} missing`,
      '`token_command`, or all three of token_url, client_id, client_secret',
    )
}

function isNear(broker: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]):/i.test(broker)
}
