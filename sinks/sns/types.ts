import type { WrittenSignature } from '../signatures.ts'

/** What schemas/sink-sns.schema.json lets through; durations are milliseconds, sizes bytes. */
export interface WrittenOptions {
  readonly topic_arn: string
  readonly region?: string
  readonly endpoint?: string
  readonly fips?: boolean
  readonly assume_role?: WrittenRole
  readonly message_attributes?: { readonly [name: string]: string }
  readonly subject?: string
  readonly bodies?: { readonly [protocol: string]: string }
  readonly signatures?: readonly WrittenSignature[]
  readonly timeout?: number
  /** Of every type of sink; it decides whether attributes would be needed that SNS has no room for. */
  readonly shape?: string
}

/** A role that is taken on before anything is published. */
export interface WrittenRole {
  readonly role_arn: string
  readonly external_id?: string
  readonly session_name?: string
  readonly duration?: number
  readonly endpoint?: string
}
