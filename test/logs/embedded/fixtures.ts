import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EmbeddedConfig } from '../../../src/config/types.ts'
import { SluiceError } from '../../../src/errors.ts'
import { batchOf } from '../../../src/logs/embedded/batch.ts'
import { packedSize } from '../../../src/logs/embedded/chunk.ts'
import type { GroupParts } from '../../../src/logs/embedded/group.ts'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import type { Link } from '../../../src/logs/embedded/link.ts'
import type { EmbeddedLog, EmbeddedParts } from '../../../src/logs/embedded/log.ts'
import { packAppends } from '../../../src/logs/embedded/packing.ts'
import { Store } from '../../../src/logs/embedded/store.ts'
import { Tails } from '../../../src/logs/embedded/tails.ts'
import { Topics } from '../../../src/logs/embedded/topics.ts'
import type {
  Answer,
  Argument,
  CommitRow,
  NewTopic,
  Opened,
  Operation,
  StoreSettings,
  Write,
} from '../../../src/logs/embedded/types.ts'
import { Writer } from '../../../src/logs/embedded/writer.ts'
import type { Logger, NewRecord } from '../../../src/types.ts'

/** A line that a test's logger was given. */
export interface Line {
  readonly level: string
  readonly fields: { readonly [name: string]: unknown }
  readonly message: string
}

/** A folder of the test's own, gone after it. */
export function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-embedded-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A logger that keeps its lines. */
export function keepLines(): { logger: Logger; lines: Line[] } {
  const lines: Line[] = []
  const keep = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: fields as Line['fields'], message })
  }
  const logger: Logger = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    isLevelEnabled: () => true,
    child: () => logger,
  }
  return { logger, lines }
}

/** A configuration without limits. */
export function configFor(path: string, more: Partial<EmbeddedConfig> = {}): EmbeddedConfig {
  return {
    type: 'embedded',
    path,
    group: 'sluice',
    partitions: 4,
    retention: 0,
    max_bytes: 0,
    on_full: 'refuse',
    ...more,
  }
}

/** An open log that is closed with the test. */
export async function openLog(
  t: TestContext,
  config: EmbeddedConfig,
  parts: Partial<EmbeddedParts> = {},
): Promise<EmbeddedLog> {
  const log = embeddedLog(config, { logger: keepLines().logger, ...parts })
  t.after(() => log.close())
  await log.open()
  return log
}

/** Settings of a file without limits. */
export function settingsFor(path: string, more: Partial<StoreSettings> = {}): StoreSettings {
  return {
    path,
    group: 'sluice',
    retention: 0,
    maxBytes: 0,
    onFull: 'refuse',
    retentionEvery: 3_600_000,
    maxPages: 0,
    ...more,
  }
}

/** An open file in this thread, closed with the test. */
export function openStore(
  t: TestContext,
  path: string,
  more: Partial<StoreSettings> = {},
): { store: Store; lines: Line[]; opened: Opened } {
  const { logger, lines } = keepLines()
  const store = new Store(logger)
  t.after(() => store.close())
  return { store, lines, opened: store.open(settingsFor(path, more)) }
}

/** Bytes that records take when packed. */
export function sizeOf(records: readonly NewRecord[]): number {
  return records.reduce((sum, record) => sum + packedSize(record), 0)
}

/** A write of these records to one partition of the file. */
export function writeOf(partition: number, records: readonly NewRecord[], commits: CommitRow[] = []): Write {
  const append = {
    topic: '',
    records,
    numbers: [],
    ids: records.map(() => partition),
    bytes: sizeOf(records),
  }
  const { data, chunks } = packAppends(records.length === 0 ? [] : [append], Date.now())
  return { data, chunks, commits }
}

/** Texts of everything that a partition of the file holds. */
export function textsIn(store: Store, partition: number): string[] {
  const texts: string[] = []
  for (let from = 0; ; ) {
    const fetched = store.fetch({ partition, from, to: Number.MAX_SAFE_INTEGER })
    const { records, next } = batchOf(fetched, { topic: '', partition, from, to: Number.MAX_SAFE_INTEGER })
    texts.push(...records.map(({ value }) => String(value)))
    if (next === from || fetched.chunks.length === 0) return texts
    from = next
  }
}

/** Partitions of a new topic of the file, by their numbers there. */
export function partitionsOf(store: Store, partitions = 1, more: Partial<NewTopic> = {}): number[] {
  const name = `topic-${topics++}`
  return store.createTopic({ name, partitions, ...more }).partitions.map(({ id }) => id)
}

let topics = 0

/** A record with a value of so many bytes. */
export function sized(bytes: number, more: Partial<NewRecord> = {}): NewRecord {
  return { key: null, value: Buffer.alloc(bytes, 'x'), ...more }
}

/** The way to a file in this thread, for what takes a `Link`. */
export function linkTo(store: Store): Pick<Link, 'call'> {
  return {
    async call<O extends Operation>(operation: O, argument: Argument<O>) {
      return store[operation](argument as never) as Answer<O>
    },
  }
}

/** A group's parts over a file in this thread. */
export function partsOver(store: Store, link = linkTo(store)): GroupParts {
  const tails = new Tails()
  return { link, tails, writer: new Writer(link, tails), topics: new Topics(), logger: keepLines().logger }
}

/** The error of something that has to fail. */
export function errorOf(work: () => unknown): SluiceError {
  try {
    work()
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
  throw new Error('it did not fail')
}
