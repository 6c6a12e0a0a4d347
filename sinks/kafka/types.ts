import type { WrittenAppend } from '../append-options.ts'
import type { WrittenTls } from '../tls.ts'

/** What schemas/sink-kafka.schema.json lets through; durations are milliseconds. */
export interface WrittenOptions extends WrittenAppend {
  /** `host:port` */
  readonly brokers: readonly string[]
  readonly client_id?: string
  readonly tls?: WrittenTls
  readonly sasl?: WrittenSasl
}

/** How this side logs in. */
export interface WrittenSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512' | 'oauthbearer'
  readonly token_command?: readonly string[]
  readonly token_url?: string
  readonly client_id?: string
  readonly client_secret?: string
}
