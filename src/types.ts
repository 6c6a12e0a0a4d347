/**
 * The words of Sluice, each meaning one thing.
 *
 * - Log: an ordered, partitioned, durable sequence of records under named topics: Kafka, or the embedded log.
 * - Record: bytes with a key, headers, a timestamp and a place (topic, partition, offset). Nothing decoded.
 * - Cursor: a reader's place in a log for a group; told when partitions come and go.
 * - Tenure: the time an instance owns a partition, from loading its positions to the next change of the group.
 * - Event: a decoded record: source id, type, object type, timestamp, and the raw bytes of the message.
 * - Format: how a record becomes an event.
 * - Rule: object types + event types + conditions → sinks.
 * - Condition: NetBox's attr/value/op/negate, and and/or sets of them.
 * - Envelope: the versioned egress JSON that goes over the wire.
 * - Delivery: one event owed to one sink; it has a stable egress id.
 * - Outbox: everything about getting deliveries to one sink: lanes, retry, rate, dead letters.
 * - Lane: the outbox's work for one partition: a queue per key, at most one request per key under way.
 * - Position: the first offset not settled for a sink in a partition.
 * - Dead letter: a delivery given up on, with everything needed to understand and redrive it.
 * - Settled: delivered, or durable as a dead letter, or filtered.
 */

import type { ErrorClass } from './errors.ts'

// ---------------------------------------------------------------------------------------------- the log

/** Where a record stands. Offsets are safe integers (below 2^53). */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** One header of a record; names may repeat, order is kept. */
export interface Header {
  readonly name: string
  readonly value: Buffer
}

/** A record as a log holds it: bytes and a place, nothing decoded. A null value is a tombstone. */
export interface LogRecord extends Place {
  /** Milliseconds since the epoch, as the log has it. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
}

/** A record to append. Without `partition`, murmur2 of the key decides (as Kafka's default); without a key, any. */
export interface NewRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: readonly Header[]
  /** Milliseconds since the epoch; the time of the append where absent. */
  readonly timestamp?: number
  readonly partition?: number
}

/** Records of one partition in offset order. `next` is where the read after it begins: gaps behind the last record count as read. */
export interface Batch {
  readonly records: readonly LogRecord[]
  readonly next: number
  /** The read began below the log's start, which is here: what lay between is lost. Absent where nothing is. */
  readonly lostBelow?: number
}

/**
 * What one partition's commit says. `metadata` is text that belongs to the reader (see positions.ts), at most
 * `Log.metadataLimit` bytes. `low` is the lowest offset still needed: the embedded log's retention keeps what is at or
 * above it, Kafka ignores it.
 */
export interface Commit {
  readonly offset: number
  readonly metadata: string
  readonly low: number
}

/** The first offset a partition still holds, and the one its next record will get. */
export interface Bounds {
  readonly start: number
  readonly end: number
}

/**
 * The time an instance owns one partition. Everything in it is fenced: once `ended`, reads give undefined and commits
 * are refused.
 */
export interface Tenure {
  readonly topic: string
  readonly partition: number
  /** What the group had committed, fetched after the join. In a new group: the first position, already committed. */
  readonly committed: Commit
  /** The partition's bounds when the tenure began. */
  readonly bounds: Bounds
  readonly ended: boolean
  /** Whether a request may be started: the last successful heartbeat is younger than 0.8 × session timeout, and no rebalance has begun. Cheap; asked before every request. */
  mayStart(): boolean
  /** Where the next read begins; to be called before the first `read`, and never while one is under way. */
  seek(offset: number): void
  /**
   * The next records in offset order, never empty unless `next` moved over a gap. Waits for them; at most one call at a
   * time. Undefined once the tenure has ended. What is buffered ahead is bounded; not reading is back-pressure.
   */
  read(): Promise<Batch | undefined>
  /** Reads the partition from an offset on a second time, beside `read`: for sinks that were left behind. */
  reread(from: number): Reread
  /**
   * Stores the commit under this tenure's generation; one at a time. Never sent again under a newer generation.
   * @throws SluiceError `commit_fenced` when the tenure has ended, `commit_failed` when the log did not take it (compute anew).
   */
  commit(commit: Commit): Promise<void>
}

/** A read of a partition beside that of its tenure, and with its end. What is buffered ahead is bounded. */
export interface Reread {
  /** As `Tenure.read`. Undefined once the tenure has ended, or it was closed. */
  read(): Promise<Batch | undefined>
  /** Lets go of what is buffered; a read that waits gets undefined. Idempotent. */
  close(): void
}

/** Told about tenures. Calls are synchronous and must not throw. */
export interface CursorListener {
  /** New tenures; every earlier tenure of this cursor has ended. Called for each change of the group, also with none. */
  assigned(tenures: readonly Tenure[]): void
  /**
   * The group is about to change: start nothing more but what stands before something that has gone already, and commit
   * what settles until `ended`. Resolves once what is under way has settled and is committed: a log may wait for that
   * before it lets the group change, and need not. Never rejects.
   */
  rebalancing(): Promise<void>
  /** Every tenure of this cursor has ended: drop what is held for them. */
  ended(): void
  /** Reading cannot go on without an operator (for example a topic whose codec is unknown). */
  failed(error: Error): void
}

export interface CursorOptions {
  readonly group: string
  readonly topics: readonly CursorTopic[]
}

export interface CursorTopic {
  readonly topic: string
  /** Where a group without offsets begins. A partition new to a topic the group knows begins at its start. */
  readonly start: 'latest' | 'earliest'
}

/** A group's membership of some topics. */
export interface Cursor {
  /** Whether the group is joined and every topic there; and if not, why, in words. */
  status(): LogStatus
  /** Leaves the group; tenures end. Idempotent. Commit before. */
  close(): Promise<void>
}

export interface LogStatus {
  readonly ready: boolean
  readonly detail: string
}

export interface TopicSettings {
  readonly partitions: number
  /** Embedded log only. */
  readonly retentionMs?: number
  readonly retentionBytes?: number
}

/** Kafka, or the embedded log. One suite holds both: test/suites/log.ts. */
export interface Log {
  readonly kind: 'kafka' | 'embedded'
  /** For messages: `kafka localhost:9092`, `embedded ./data`. */
  readonly name: string
  /** The embedded log's own random id, which goes into derived source ids; empty on Kafka. */
  readonly id: string
  /** Most bytes of metadata that a commit takes. */
  readonly metadataLimit: number
  /**
   * Begins to connect; resolves once the log can be used or, on Kafka, at once: unreachable brokers are waited for
   * visibly (`status`).
   * @throws SluiceError `log_unusable` when waiting would not help (damaged file, folder in use, newer schema).
   */
  open(): Promise<void>
  /**
   * Appends in order; resolves with the places once every record is durable, in the order given. A rejection means
   * that some may have been written: appending again may repeat them. Once `signal` aborts, what is not under way yet
   * may be left out, which is a rejection like any other.
   * @throws SluiceError `topic_missing`, `record_too_large`, `log_full`, `append_denied`, `append_failed`.
   */
  append(topic: string, records: readonly NewRecord[], signal?: AbortSignal): Promise<readonly Place[]>
  /** Joins a group. Reading begins when `assigned` is called. */
  read(options: CursorOptions, listener: CursorListener): Cursor
  /**
   * Records of one partition from an offset on, without a group, ending before `to`. For people's tools, not for delivery.
   * @throws SluiceError `topic_missing`, `offset_out_of_range`, `log_unreachable`, `log_refused`.
   */
  scan(topic: string, partition: number, from: number, to: number): AsyncIterable<LogRecord>
  /** Bounds by partition; undefined where the topic does not exist. @throws SluiceError `log_unreachable`, `log_refused`. */
  bounds(topic: string): Promise<readonly Bounds[] | undefined>
  /** What a group has committed, by partition; undefined where nothing is. @throws SluiceError as `bounds`. */
  committed(group: string, topic: string): Promise<readonly (Commit | undefined)[]>
  /** Creates the topic if it does not exist. @throws SluiceError `topic_not_created`, with the command to run instead as its hint. */
  createTopic(topic: string, settings: TopicSettings): Promise<void>
  status(): LogStatus
  /** Waits for appends under way, then closes. Idempotent. */
  close(): Promise<void>
}

// ---------------------------------------------------------------------------------------------- events

/** Any JSON value. Integers beyond 2^53 are bigint where they were read losslessly. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [name: string]: Json }

/** A range of bytes: from `start` to before `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A decoded record. What is costly is computed at first use and kept. */
export interface Event {
  readonly record: LogRecord
  /** The message's bytes as they came in (a BOM dropped), known to be UTF-8 and JSON to the last byte. */
  readonly message: Buffer
  /** UUID of the event: given, or derived from its place. */
  readonly sourceId: string
  /** The id the producer gave, where it is no UUID: `sourceId` is then its UUIDv5. */
  readonly givenId: string | undefined
  /** Event type as rules name it: `object_created`, `job_completed`, or verbatim. */
  readonly type: string
  /** `app_label.model`, or empty where the payload has only a bare model name. */
  readonly objectType: string
  /** Bare model name: `device`. */
  readonly model: string
  /** ISO 8601 with microseconds and Z. */
  readonly timestamp: string
  /** What orders it: the record's key as latin-1 text of its bytes, else the format's key paths; undefined is unordered. */
  readonly key: string | undefined
  /** From the header `netbox_version`; empty where there is none. */
  readonly netboxVersion: string
  /** Whether it is known that no key stands twice in the object `data` itself; those within it are not looked at. */
  readonly hasUniqueKeys?: boolean
  /** Where a top-level member's value stands in `message`; of duplicates the last; undefined where absent. */
  span(member: string): Span | undefined
  /** A top-level member's value, parsed at first use, lossless for integers; undefined where absent. */
  member(member: string): Json | undefined
}

/** How a record becomes an event. Pure. @throws SluiceError `undecodable`. */
export interface Format {
  readonly name: string
  decode(record: LogRecord): Event
}

// ---------------------------------------------------------------------------------------------- rules

/** A rule as loaded and checked. */
export interface Rule {
  readonly name: string
  readonly enabled: boolean
  readonly description: string
  readonly objectTypes: readonly string[]
  readonly eventTypes: readonly string[]
  /** NetBox's conditions as written; falsy matches everything. */
  readonly conditions: Json
  /** Conditions on the event's own fields, beside NetBox's; none where falsy or undefined. */
  readonly where?: Json | undefined
  readonly actionData: { readonly [name: string]: Json } | undefined
  readonly sinks: readonly string[]
  /** What `sluice test` runs; the router does not look at them. */
  readonly examples?: RuleExamples | undefined
}

/** Messages that a rule's conditions must match, and others that they must not. */
export interface RuleExamples {
  readonly matches: readonly Json[]
  readonly ignores: readonly Json[]
}

/** The rules that want an event, in rule order, and the sinks they name, each once, in the order first named. */
export interface Match {
  readonly rules: readonly Rule[]
  readonly sinks: readonly string[]
}

/** Decides who wants an event. Never throws: a rule that fails does not fire, and is reported to its meter. */
export interface Matcher {
  match(event: Event): Match
}

// ---------------------------------------------------------------------------------------------- sinks

/** One event on its way to one sink, as its adapter sees it. */
export interface Delivery {
  readonly event: Event
  readonly sink: string
  /** UUIDv5 of (source id, sink): the same on every retry, redelivery and instance. */
  readonly egressId: string
  /** What the transport's own deduplication field carries: the egress id, or `<egress id>:<replay id>`. */
  readonly dedupId: string
  readonly replayId: string | undefined
  /** Counts from 1. */
  readonly attempt: number
  /** Names of the rules that wanted it, in rule order. */
  readonly rules: readonly string[]
  /** The event's message as this sink's rules want it: with their action data. What templates see. */
  readonly message: Buffer
  /** The body as it goes out at this attempt: the envelope, or what the sink's `shape`, `body` and `fields` make of it. */
  readonly body: Buffer
  /** Media type of the body; undefined: `application/json`. */
  readonly contentType?: string | undefined
  /** Where the shape is CloudEvents' binary mode: its context attributes, which go beside the body. */
  readonly cloudEvent?: readonly (readonly [name: string, value: string])[] | undefined
  /** W3C trace context of the record, if it carried one. */
  readonly traceparent: string | undefined
  /** Nobody's event: an operator tries the sink out, and the other side is told so. */
  readonly test?: boolean
}

/** What became of one delivery. Nothing else exists: an abort is not an outcome. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly status?: number }
  | {
      readonly kind: 'retry'
      readonly class: ErrorClass
      /** One line for people; carries no secret, no URL beyond scheme and host. */
      readonly reason: string
      readonly status?: number
      /** The other side named a wait: milliseconds; it holds the whole sink. */
      readonly wait?: number
      /** Retrying alone will not mend this: an operator has to look. */
      readonly alarm?: boolean
    }
  | {
      readonly kind: 'refused'
      readonly class: ErrorClass
      readonly reason: string
      readonly status?: number
    }

/** A sink adapter: speaks one protocol, decides nothing. test/suites/sink.ts holds every one. */
export interface Sink {
  /**
   * Sends the deliveries; one outcome each, in the same order. Called with up to `concurrency` batches at a time. Must
   * end by itself (a total deadline). A throw means retry all. When `signal` aborts, stop and reject with its reason:
   * what was under way is neither delivered nor failed.
   */
  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]>
  /** Bytes of a body that the other side takes for certain, whatever goes along with it; undefined: not known. Cheap; asked for each body. */
  readonly bodyRoom?: number | undefined
  /** What `send` would put on the wire for one delivery, for people; nothing is sent. @throws SluiceError `template_failed`, `address_invalid`. */
  preview?(delivery: Delivery): Preview
  /** Begins what the other side wants before the first send, such as a proof of ownership. Called once; must not throw. */
  start?(): void
  /** Whether the other side can be reached and would accept; for `sluice check`. @throws SluiceError with a hint. */
  check?(signal: AbortSignal): Promise<void>
  /** Releases connections; called once nothing is under way. Idempotent. */
  close(): Promise<void>
}

/** A delivery as it would go over the wire. */
export interface Preview {
  /** Where to, as the protocol says it: `POST https://crm.example.com/hooks`, a topic. */
  readonly target: string
  /** What goes beside the body: headers, attributes, properties. `secret`: a credential. */
  readonly fields: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[]
  readonly body: Buffer
}

/** A log as a sink has it: to append to. Nothing is opened before it is first used. */
export interface AppendLog extends Pick<Log, 'append' | 'bounds'> {
  /** Whether it answers, as far as is known now. */
  reachable(): boolean
  /** Whether what is appended to the topic would come back: this configuration reads it, or keeps dead letters there. */
  isOwn(topic: string): boolean
  /** Releases what it was opened for. Idempotent. */
  close(): Promise<void>
}

/** How a sink type is made; sinks/index.ts lists them. */
export interface SinkType {
  readonly type: string
  /** `options` have passed the type's JSON Schema; units are numbers (ms, bytes). @throws SluiceError `config_invalid`. */
  create(options: SinkOptions, context: SinkContext): Promise<Sink> | Sink
}

/** A sink's own options as checked, keys as in YAML. */
export type SinkOptions = { readonly type: string; readonly [key: string]: unknown }

export interface SinkContext {
  readonly name: string
  /** `Sluice/<version>` */
  readonly userAgent: string
  /** How many requests the outbox will have under way at most. */
  readonly concurrency: number
  /** `identity.netbox_id`, for the attribute of that name; empty or undefined: none. */
  readonly netboxId?: string
  /**
   * Compiles text with templates in it, in the sink's template language. `headers` knows the filter `header_safe` too.
   * @throws SluiceError `template_invalid` with line and column.
   */
  readonly template?: (source: string, options?: TemplateOptions) => Template
  /** Told what is likely not meant of the options; `path` is below the sink: `tls.verify`. */
  readonly warn?: (path: string, message: string, hint?: string) => void
  /** `own`: the log that events are read from. `cluster`: the Kafka that the sink's own options name. */
  readonly log?: (which: 'own' | 'cluster') => AppendLog
  /** Id of a batch: the same whenever the same deliveries go together in the same order. */
  readonly batchId?: (dedupIds: readonly string[]) => string
}

export interface TemplateOptions {
  readonly mode?: 'text' | 'headers'
  /** What every value passes that is filled in; not the text around it. */
  readonly escape?: (value: string) => string
}

/** Text in which values of each delivery are filled in. */
export interface Template {
  /** The text, where nothing is filled in. */
  readonly fixed: string | undefined
  /** @throws SluiceError `template_failed` with line and column. */
  render(delivery: Delivery): string
}

// ---------------------------------------------------------------------------------------------- seen from outside

/** Structured log lines; a subset of pino's interface. Injected. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  isLevelEnabled(level: string): boolean
  /** The same, with fields that every line has: written once, where many lines share them. */
  child(fields: object): Logger
}

/** Counts for one sink; plain calls on the hot path, read at each scrape. Injected. */
export interface SinkMeter {
  /** An event became a delivery of this sink's. */
  taken(): void
  /** One attempt ended. Seconds from start to outcome. */
  attempted(outcome: Outcome['kind'], errorClass: ErrorClass | '', seconds: number): void
  /** Settled as delivered after so many attempts. Seconds from the record's timestamp. */
  delivered(ageSeconds: number, attempts: number): void
  /** Settled as a durable dead letter after so many attempts. */
  deadLettered(stage: string, attempts: number): void
  /** A dead letter is durable, but the log did not take all of the record. */
  deadLetterCut(): void
  /** A dead letter could not be written (it is tried again). */
  deadLetterFailed(): void
  /** Forgotten unsettled: shed, or its tenure ended. */
  shed(count: number): void
}

/** Counts for the reading side. */
export interface ReaderMeter {
  received(topic: string, bytes: number): void
  matched(): void
  unmatched(): void
  tombstone(): void
  undecodable(): void
  /** A commit was stored or not, after so many seconds. */
  commit(ok: boolean, seconds: number): void
  /** A tenure of a partition has begun. */
  tenure(): void
  /** A record was read again, for sinks that were left behind. */
  reread(): void
  /** The log no longer holds so many offsets that a sink was still owed. */
  missed(sink: string, offsets: number): void
  ruleMatched(rule: string): void
  ruleFailed(rule: string): void
}

/** Counts what looks at single events tell about the rules. `objectType` is as rules have it: `dcim.device`, `dcim.*`, `*`. */
export interface RuleMeter {
  /** A path that rules of a type name was looked up in an event: there is something, or there is not. */
  lookedUp(objectType: string, path: string, found: boolean): void
  /** A rule was asked by itself, and its answer was the index's, or was not. */
  compared(same: boolean): void
}

/** Counts for HTTP in. */
export interface IngestMeter {
  /** A request was answered. `endpoint` is a configured path, or empty; `records` of `bytes` are durable (0 where refused). */
  answered(endpoint: string, status: number, records: number, bytes: number): void
}
