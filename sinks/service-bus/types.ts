import type { WrittenSignature } from '../signatures.ts'

/** What schemas/sink-service_bus.schema.json lets through; durations are milliseconds, sizes bytes. */
export interface WrittenOptions {
  readonly connection_string?: string
  readonly namespace?: string
  readonly endpoint?: string
  readonly topic?: string
  readonly queue?: string
  readonly session?: 'none' | 'key'
  readonly partition_key?: 'none' | 'key'
  readonly attributes?: { readonly [name: string]: string }
  readonly signatures?: readonly WrittenSignature[]
  readonly content_type?: string
  readonly delay?: number
  readonly schedule?: string
  readonly time_to_live?: number
  readonly batch?: { readonly max_count?: number; readonly max_bytes?: number }
  readonly timeout?: number
}
