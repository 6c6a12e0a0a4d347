/**
 * What the thread that holds the file can be asked. The main thread knows topics, groups and records; the file's thread
 * knows partitions by number and chunks of bytes.
 *
 * - Chunk: records of one partition that were appended together, packed: one row of the file.
 * - Floor: the lowest offset of a partition that a known group still needs.
 */
import type { Bounds, Commit, CursorTopic, TopicSettings } from '../../types.ts'

/** How the file is to be held. */
export interface StoreSettings {
  /** The data folder. */
  readonly path: string
  /** The group of the configuration: retention never forgets it, however long it is away. */
  readonly group: string
  /** Milliseconds; 0: for ever. For topics that say nothing else. */
  readonly retention: number
  /** Bytes of records in all; 0: no limit. */
  readonly maxBytes: number
  readonly onFull: 'refuse' | 'expire'
  /** Milliseconds between two looks at what may be deleted. */
  readonly retentionEvery: number
  /** Pages that the file may have, for tests of a full disk; 0: no limit. */
  readonly maxPages: number
}

/** A partition as the main thread knows it; `id` is its number in the file. */
export interface PartitionRow extends Bounds {
  readonly id: number
}

/** A topic as the main thread knows it. */
export interface TopicRow {
  readonly name: string
  readonly partitions: readonly PartitionRow[]
}

export interface Opened {
  /** The log's own random id. */
  readonly id: string
  readonly topics: readonly TopicRow[]
}

/** Where a chunk's bytes stand in `Write.data`. */
export interface ChunkSpan {
  readonly partition: number
  readonly start: number
  readonly end: number
  readonly count: number
  /** Highest timestamp of its records. */
  readonly timestamp: number
}

export interface CommitRow extends Commit {
  readonly group: string
  readonly partition: number
  readonly generation: number
}

/** Appends and commits that become durable together. */
export interface Write {
  readonly data: ArrayBuffer
  readonly chunks: readonly ChunkSpan[]
  readonly commits: readonly CommitRow[]
}

export interface Written {
  /** The first offset of each chunk, in order; a failure where none was written. */
  readonly bases: readonly number[] | Failure
  /** For each commit in order: true if stored, false if another generation owns the partition. */
  readonly commits: readonly boolean[] | Failure
}

/** An error on its way between threads. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface Fetch {
  readonly partition: number
  readonly from: number
  /** Fetches end before the chunk that begins at or behind it. */
  readonly to: number
}

/** Chunks one behind the other in `data`; none where there is nothing from `from` on. */
export interface Fetched {
  readonly data: ArrayBuffer
  readonly chunks: readonly FetchedChunk[]
  /** The partition's first offset, which is where a read below it goes on. */
  readonly start: number
}

export interface FetchedChunk {
  readonly base: number
  readonly count: number
  readonly start: number
}

/** A group takes partitions over. */
export interface Own {
  readonly group: string
  readonly partitions: readonly { readonly id: number; readonly start: 'latest' | 'earliest' }[]
}

/** What a group owns, under a generation that nobody had before. */
export interface Owned extends PartitionRow {
  readonly generation: number
  readonly committed: Commit
}

/** A partition that a member of a group is given. */
export interface Grant {
  readonly topic: string
  readonly partition: number
  readonly owned: Owned
}

export interface NewTopic extends TopicSettings {
  readonly name: string
}

export interface Trim {
  readonly partition: number
  readonly before: number
}

/** Everything that the file's thread does, in the order asked. A throw is a SluiceError. */
export interface Operations {
  open(settings: StoreSettings): Opened
  write(write: Write): Written
  fetch(fetch: Fetch): Fetched
  own(own: Own): readonly Owned[]
  bounds(partitions: readonly number[]): readonly Bounds[]
  committed(of: {
    readonly group: string
    readonly partitions: readonly number[]
  }): readonly (Commit | null)[]
  createTopic(topic: NewTopic): TopicRow
  /** Deletes the records below an offset. */
  trim(trim: Trim): Bounds
  close(nothing: null): null
}

export type Operation = keyof Operations
export type Argument<O extends Operation> = Parameters<Operations[O]>[0]
export type Answer<O extends Operation> = ReturnType<Operations[O]>

/** Main thread → file's thread. */
export type Request = { [O in Operation]: { id: number; operation: O; argument: Argument<O> } }[Operation]

/** File's thread → main thread. */
export type Reply =
  | { readonly id: number; readonly answer: Answer<Operation> }
  | { readonly id: number; readonly failure: Failure }
  | { readonly level: 'info' | 'warn' | 'error'; readonly fields: object; readonly message: string }

/** What a process that shares the file may ask for; ownership and the file itself are the holder's. */
export type SharedOperation = Exclude<Operation, 'own' | 'close'>

/** To the process that holds the file. */
export type ToHolder =
  | {
      [O in SharedOperation]: { readonly id: number; readonly operation: O; readonly argument: Argument<O> }
    }[SharedOperation]
  | {
      readonly member: number
      readonly join: { readonly group: string; readonly topics: readonly CursorTopic[] }
    }
  | { readonly member: number; readonly leave: true }
  /** The tenures of the member's last assignment have ended: nothing of them is started any more. */
  | { readonly member: number; readonly ended: number }

/** From the process that holds the file. */
export type FromHolder =
  | { readonly id: number; readonly answer: Answer<SharedOperation> }
  | { readonly id: number; readonly failure: Failure }
  | { readonly reached: readonly (readonly [partition: number, end: number])[] }
  | { readonly created: TopicRow }
  | { readonly member: number; readonly assigned: readonly Grant[] }
  | { readonly member: number; readonly rebalancing: true }
  | { readonly member: number; readonly end: number }
  | { readonly member: number; readonly failed: Failure }
