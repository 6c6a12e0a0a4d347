/** What the main process and its workers say to each other. Configurations go as they are, secrets included: over a pipe that only the two have. */
import type { Config } from '../config/types.ts'
import type { FromHolder, ToHolder } from '../logs/embedded/types.ts'
import type { Readiness, Samples } from '../ops/index.ts'

/** What a worker can be asked, and what it answers. */
export interface Asked {
  /** What it would show at /metrics. */
  samples: { readonly argument: undefined; readonly answer: Samples }
  /** The first half of a reload; kept until one of the next two. */
  prepare: { readonly argument: Config; readonly answer: undefined }
  apply: { readonly argument: undefined; readonly answer: undefined }
  discard: { readonly argument: undefined; readonly answer: undefined }
  /** Takes nothing more in, waits for what is under way, commits, leaves; then it ends. */
  drain: { readonly argument: undefined; readonly answer: undefined }
}

/** An error on its way between processes. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Main process → worker. */
export type ToWorker =
  | { readonly type: 'start'; readonly number: number; readonly config: Config }
  | { readonly type: 'ask'; readonly id: number; readonly what: keyof Asked; readonly argument?: unknown }
  /** A heartbeat has come. */
  | { readonly type: 'beat'; readonly sentAt: number }
  /** About the embedded log of a data folder. */
  | { readonly type: 'log'; readonly path: string; readonly message: FromHolder }

/** Worker → main process. */
export type ToMain =
  | { readonly type: 'started' }
  /** It could not start, or reading cannot go on without an operator. */
  | { readonly type: 'failed'; readonly error: Refusal }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly error: Refusal }
  | { readonly type: 'beat'; readonly sentAt: number; readonly readiness: Readiness | undefined }
  | { readonly type: 'log'; readonly path: string; readonly message: ToHolder }

/** Milliseconds between two heartbeats of a worker. */
export const beatEvery = 1_000
/** A worker that says nothing for so many milliseconds is ended, and its partitions are given to others. */
export const silence = 10_000
