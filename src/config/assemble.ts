import type { Json, Rule, RuleExamples, SinkOptions } from '../types.ts'
import type {
  Address,
  AdminConfig,
  Config,
  EmbeddedConfig,
  EndpointConfig,
  IngestConfig,
  KafkaConfig,
  LogConfig,
  SinkConfig,
  SourceConfig,
} from './types.ts'

/** A main file's values as the schema let them through, with their defaults, units as numbers. */
export interface WrittenMain
  extends Omit<
    Config,
    'fingerprint' | 'log' | 'dead_letters' | 'sources' | 'ingest' | 'sinks' | 'rules' | 'metrics' | 'admin'
  > {
  readonly log: WrittenLog
  readonly dead_letters: {
    readonly log?: WrittenLog
    readonly topic: string
    readonly retention: number
  }
  readonly sources?: readonly WrittenSource[]
  readonly ingest?: {
    readonly listen: Address
    readonly endpoints?: { readonly [path: string]: EndpointConfig }
  }
  readonly metrics: { readonly listen: Address | undefined }
  readonly admin?: AdminConfig
}

type WrittenLog =
  | EmbeddedConfig
  | (Omit<KafkaConfig, 'tls' | 'sasl'> & Partial<Pick<KafkaConfig, 'tls' | 'sasl'>>)

interface WrittenSource extends Omit<SourceConfig, 'start'> {
  readonly start?: SourceConfig['start']
}

/** A sink's values likewise. */
export interface WrittenSink extends Omit<SinkConfig, 'name' | 'options' | 'batch' | 'rate'> {
  readonly rate?: number
  readonly batch?: SinkConfig['batch']
}

/** A rule's values likewise. */
export interface WrittenRule {
  readonly name: string
  readonly enabled: boolean
  readonly description: string
  readonly object_types: readonly string[]
  readonly event_types: readonly string[]
  readonly conditions: Json
  readonly where: Json
  readonly action_data?: { readonly [name: string]: Json } | null
  readonly sinks: readonly string[]
  readonly examples?: RuleExamples
}

/** Where netbox events have their key, for records without one. */
const netboxKey = ['object_type', 'data.id']
const oneByOne: SinkConfig['batch'] = { max_count: 1, max_bytes: 1_048_576, linger: 0 }

/** Puts a checked configuration together, and fills in what depends on other values. */
export function assemble(
  fingerprint: string,
  main: WrittenMain,
  sinks: ReadonlyMap<string, WrittenSink>,
  rules: readonly WrittenRule[],
): Config {
  const log = logOf(main.log)
  const ingest = ingestOf(main.ingest)
  return {
    fingerprint,
    identity: main.identity,
    log,
    dead_letters: {
      log: main.dead_letters.log === undefined ? undefined : logOf(main.dead_letters.log),
      topic: main.dead_letters.topic,
      retention: main.dead_letters.retention,
    },
    sources: sourcesOf(main.sources ?? [], log, ingest),
    ingest,
    envelope: { source_type_docs: main.envelope.source_type_docs },
    sinks: new Map([...sinks].map(([name, sink]) => [name, sinkOf(name, sink)])),
    rules: rules.map(ruleOf),
    unmatched: main.unmatched,
    metrics: main.metrics.listen === undefined ? undefined : { listen: main.metrics.listen },
    admin: main.admin,
    telemetry: main.telemetry,
    limits: main.limits,
    workers: main.workers,
    drain: main.drain,
  }
}

function logOf(written: WrittenLog): LogConfig {
  return written.type === 'embedded' ? written : { ...written, tls: written.tls, sasl: written.sasl }
}

function ingestOf(written: WrittenMain['ingest']): IngestConfig | undefined {
  if (written === undefined) return undefined
  const standard: EndpointConfig = { topic: 'events', auth: { type: 'none' } }
  const endpoints = new Map(Object.entries(written.endpoints ?? { '/events': standard }))
  return { listen: written.listen, endpoints }
}

/** A topic that is appended to and not among the sources is read too, from its beginning. */
function sourcesOf(
  written: readonly WrittenSource[],
  log: LogConfig,
  ingest: IngestConfig | undefined,
): readonly SourceConfig[] {
  const start = log.type === 'kafka' ? 'latest' : 'earliest'
  const sources: SourceConfig[] = written.map(source => ({ ...source, start: source.start ?? start }))
  const read = new Set(sources.flatMap(source => source.topics))
  const topics = new Set([...(ingest?.endpoints.values() ?? [])].map(endpoint => endpoint.topic))
  const implied = [...topics].filter(topic => !read.has(topic))
  if (implied.length > 0)
    sources.push({ topics: implied, format: 'netbox', start: 'earliest', key: netboxKey })
  return sources
}

/** A sink as checked, with what depends on other values. */
export function sinkOf(name: string, written: WrittenSink): SinkConfig {
  const { type, order, window, concurrency, retry, breaker, span, group, paused, formerly } = written
  const { shape, body, fields, template, env_allow, max_message_bytes, oversize } = written
  return {
    name,
    type,
    options: written as unknown as SinkOptions,
    order,
    window,
    concurrency,
    rate: written.rate ?? 0,
    breaker,
    retry: { ...retry, max_elapsed: retry.max_elapsed === 0 ? Number.POSITIVE_INFINITY : retry.max_elapsed },
    batch: written.batch ?? oneByOne,
    span,
    group,
    paused,
    shape,
    body,
    fields,
    template,
    env_allow,
    max_message_bytes,
    oversize,
    formerly,
  }
}

function ruleOf(written: WrittenRule): Rule {
  return {
    name: written.name,
    enabled: written.enabled,
    description: written.description,
    objectTypes: written.object_types,
    eventTypes: written.event_types,
    conditions: written.conditions,
    where: written.where,
    actionData: written.action_data ?? undefined,
    sinks: written.sinks,
    ...(written.examples === undefined ? {} : { examples: written.examples }),
  }
}
