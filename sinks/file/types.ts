/** What schemas/sink-file.schema.json lets through; durations are milliseconds, sizes bytes. */
export interface WrittenOptions {
  readonly path?: string
  readonly stdout?: boolean
  readonly line?: LineContent
  readonly fsync?: boolean
  readonly max_bytes?: number
  readonly keep?: number
  readonly timeout?: number
}

/** What a line holds: the delivery with its ids and attributes, or its body alone. */
export type LineContent = 'delivery' | 'body'

/** Where lines go. One call at a time. */
export interface Output {
  /** Resolves once the lines are out; where it rejects, some of them may be. */
  append(lines: readonly Buffer[]): Promise<void>
  /** Rejects where lines could not be appended; appends none. */
  check(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}
