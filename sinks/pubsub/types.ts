import type { WrittenSignature } from '../signatures.ts'

/** What schemas/sink-pubsub.schema.json lets through; durations are milliseconds, sizes bytes. */
export interface WrittenOptions {
  readonly project?: string
  readonly topic: string
  readonly ordering?: boolean
  readonly ordering_keys?: number
  readonly region?: string
  readonly endpoint?: string
  readonly credentials_file?: string
  readonly timeout?: number
  readonly attributes?: { readonly [name: string]: string }
  readonly signatures?: readonly WrittenSignature[]
  readonly flow_control?: { readonly max_messages?: number; readonly max_bytes?: number }
  /** Of every type of sink. */
  readonly order?: 'key' | 'none'
}
