import { SluiceError } from '../../errors.ts'
import type { Batch, Bounds, Commit, Reread, Tenure } from '../../types.ts'
import { TableRead, type TableReadParts } from './table-read.ts'
import type { Owned } from './types.ts'
import { fenced, type Writer } from './writer.ts'

/** Bytes of metadata that a commit takes: some thousand sinks. */
export const metadataLimit = 64 * 1024

/** What a tenure reads and writes with. */
export interface TenureParts extends TableReadParts {
  readonly writer: Writer
  /** Whether this process may still believe in what it owns; always, where it holds the file itself. */
  readonly mayStart?: () => boolean
}

/** The time a member owns a partition of the embedded log. */
export class EmbeddedTenure implements Tenure {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  readonly #group: string
  readonly #owned: Owned
  readonly #parts: TenureParts
  readonly #head: TableRead
  readonly #rereads = new Set<TableRead>()
  #state: 'owned' | 'changing' | 'ended' = 'owned'

  constructor(group: string, topic: string, partition: number, owned: Owned, parts: TenureParts) {
    this.topic = topic
    this.partition = partition
    this.committed = owned.committed
    this.bounds = { start: owned.start, end: owned.end }
    this.#group = group
    this.#owned = owned
    this.#parts = parts
    parts.tails.reach(owned.id, owned.end)
    this.#head = this.#readFrom(owned.committed.offset)
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  mayStart(): boolean {
    return this.#state === 'owned' && (this.#parts.mayStart?.() ?? true)
  }

  /** The group is about to change. */
  suspend(): void {
    if (this.#state === 'owned') this.#state = 'changing'
  }

  end(): void {
    this.#state = 'ended'
    this.#head.close()
    for (const reread of this.#rereads) reread.close()
    this.#rereads.clear()
  }

  seek(offset: number): void {
    this.#head.seek(offset)
  }

  read(): Promise<Batch | undefined> {
    return this.#head.read()
  }

  reread(from: number): Reread {
    const read = this.#readFrom(from)
    if (this.ended) read.close()
    else this.#rereads.add(read)
    return {
      read: () => read.read(),
      close: () => {
        this.#rereads.delete(read)
        read.close()
      },
    }
  }

  async commit({ offset, metadata, low }: Commit): Promise<void> {
    if (this.ended) throw fenced(this.#group)
    const bytes = Buffer.byteLength(metadata)
    if (bytes > metadataLimit)
      throw new SluiceError('commit_failed', `metadata of ${bytes} bytes, at most ${metadataLimit} are taken`)
    const { id, generation } = this.#owned
    await this.#parts.writer.commit({ group: this.#group, partition: id, generation, offset, metadata, low })
  }

  #readFrom(from: number): TableRead {
    const { topic, partition } = this
    return new TableRead({ topic, partition, id: this.#owned.id }, from, this.#parts)
  }
}
