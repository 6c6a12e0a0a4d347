/**
 * A configuration after loading: the names are those of the YAML, units are numbers. Durations are milliseconds, sizes
 * bytes. Every default is filled in.
 */
import type { FieldChanges, Shape } from '../envelope/index.ts'
import type { Rule, SinkOptions } from '../types.ts'

export interface Config {
  /** SHA-256 over the configuration with references instead of secret values, key order apart; 16 hex digits. */
  readonly fingerprint: string
  readonly identity: {
    readonly netbox_id: string
    readonly netbox_version: string
    readonly environment: string
  }
  readonly log: LogConfig
  readonly dead_letters: {
    /** Undefined: in `log`. */
    readonly log: LogConfig | undefined
    /** `{sink}` stands for the sink's name. */
    readonly topic: string
    readonly retention: number
  }
  readonly sources: readonly SourceConfig[]
  readonly ingest: IngestConfig | undefined
  readonly envelope: { readonly source_type_docs: string }
  /** By name, in the order of the file. */
  readonly sinks: ReadonlyMap<string, SinkConfig>
  /** In rule order: the main file, then includes sorted by path. */
  readonly rules: readonly Rule[]
  readonly unmatched: { readonly sinks: readonly string[] }
  readonly metrics: { readonly listen: Address } | undefined
  /** Operations over HTTP; undefined: none. */
  readonly admin: AdminConfig | undefined
  readonly telemetry: { readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text' } }
  readonly limits: { readonly max_record_bytes: number; readonly memory: number }
  /** Processes that route by this configuration on this machine; 1: this one alone. */
  readonly workers: number
  /** How long a drain may wait for requests under way. */
  readonly drain: number
}

/** Where operators ask. Without tokens everybody who reaches it may look, and nobody may change anything. */
export interface AdminConfig {
  readonly listen: Address
  readonly tokens: readonly AdminToken[]
}

export interface AdminToken {
  readonly name: string
  readonly token: string
  readonly role: 'read' | 'write'
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface Address {
  readonly host: string
  readonly port: number
}

export type LogConfig = KafkaConfig | EmbeddedConfig

export interface KafkaConfig {
  readonly type: 'kafka'
  readonly brokers: readonly string[]
  readonly client_id: string
  readonly group: string
  readonly tls: TlsConfig | undefined
  readonly sasl: SaslConfig | undefined
  readonly session_timeout: number
}

/** Paths of PEM files, resolved against the file that names them. */
export interface TlsConfig {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly verify: boolean
  readonly server_name?: string
  /** TLS 1.2 where it is not written. */
  readonly min_version?: '1.2' | '1.3'
}

export type SaslConfig =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: string
    }
  | { readonly mechanism: 'oauthbearer'; readonly token_command: readonly string[] }
  | {
      readonly mechanism: 'oauthbearer'
      readonly token_url: string
      readonly client_id: string
      readonly client_secret: string
      readonly scope?: string
    }

export interface EmbeddedConfig {
  readonly type: 'embedded'
  /** Data folder, resolved against the file that names it. */
  readonly path: string
  readonly group: string
  /** Partitions of topics that it creates. */
  readonly partitions: number
  /** Age and bytes after which records may be deleted, unless a sink still needs them; 0: never. */
  readonly retention: number
  readonly max_bytes: number
  readonly on_full: 'refuse' | 'expire'
}

export interface SourceConfig {
  readonly topics: readonly string[]
  readonly format: 'netbox'
  readonly start: 'latest' | 'earliest'
  /** Dotted paths into the message whose values make the key of records without one. */
  readonly key: readonly string[]
}

/** HTTP in. Each endpoint appends a request's body to a topic of `log`. */
export interface IngestConfig {
  readonly listen: Address
  readonly endpoints: ReadonlyMap<string, EndpointConfig>
}

export interface EndpointConfig {
  readonly topic: string
  readonly auth: { readonly type: 'none' } | { readonly type: 'bearer'; readonly token: string }
}

/** What every sink has; the rest of its keys are its type's own, in `options`. */
export interface SinkConfig {
  readonly name: string
  readonly type: string
  readonly options: SinkOptions
  readonly order: 'key' | 'none'
  readonly window: { readonly count: number; readonly bytes: number }
  readonly concurrency: number
  /** Deliveries a second; 0: no limit. */
  readonly rate: number
  readonly breaker: {
    /** Failures in a row that open it; 0: never. */
    readonly failures: number
    /** The longest pause between two probes. */
    readonly open: number
  }
  readonly retry: {
    readonly initial: number
    readonly max: number
    readonly factor: number
    /** After which a failing delivery is given up. */
    readonly max_elapsed: number
    /** 0: no limit. */
    readonly max_attempts: number
  }
  readonly batch: { readonly max_count: number; readonly max_bytes: number; readonly linger: number }
  readonly span: number
  /** With others that name it, it has a read and a Kafka group `<group>.<this>` of its own; empty: the one for all. */
  readonly group: string
  readonly paused: boolean
  readonly shape: Shape
  /** A template for the whole body; undefined: the shape. */
  readonly body: string | undefined
  /** Renamed, dropped and added in the message; undefined: nothing. */
  readonly fields: FieldChanges | undefined
  /** The language of its templates. */
  readonly template: 'jinja' | 'go'
  /** Environment variables that its templates may read. */
  readonly env_allow: readonly string[]
  /** Bytes of a body; 0: no limit. */
  readonly max_message_bytes: number
  readonly oversize: 'dead_letter' | 'trim_snapshots'
  /** The name it had before, for egress ids and positions; empty where there is none. */
  readonly formerly: string
}
