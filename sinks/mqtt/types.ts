import type { WrittenSignature } from '../signatures.ts'
import type { WrittenTls } from '../tls.ts'
import type { Qos } from './message.ts'
import type { AckPolicy } from './reason-codes.ts'

/** What schemas/sink-mqtt.schema.json lets through; durations are milliseconds, sizes bytes. */
export interface WrittenOptions {
  readonly url?: string
  readonly urls?: readonly string[]
  readonly protocol?: 4 | 5
  readonly topic: string
  readonly qos?: Qos
  readonly retain?: boolean
  readonly client_id?: string
  readonly client_id_exact?: boolean
  readonly username?: string
  readonly password?: string
  readonly password_file?: string
  readonly tls?: WrittenTls
  readonly timeout?: number
  readonly connect_timeout?: number
  readonly keepalive?: number
  readonly max_in_flight?: number
  readonly clean_start?: boolean
  readonly session_expiry?: number
  readonly attributes?: { readonly [name: string]: string }
  readonly signatures?: readonly WrittenSignature[]
  readonly content_type?: string
  readonly message_expiry?: number
  readonly response_topic?: string
  readonly topic_aliases?: number
  readonly no_subscribers?: AckPolicy['noSubscribers']
  readonly will?: WrittenMessage & { readonly delay?: number }
  readonly birth?: WrittenMessage
}

/** A message that is the same each time. */
export interface WrittenMessage {
  readonly topic: string
  readonly payload?: string
  readonly qos?: Qos
  readonly retain?: boolean
}
