import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { SluiceError } from '../../errors.ts'
import { damagedHint, isFull, isHeld, storeError } from './failure.ts'
import {
  checkWritable,
  fileOf,
  holderOf,
  makeFile,
  makeFolder,
  restrictFiles,
  writeHolder,
} from './folder.ts'

const applicationId = 0x534c5549 // "SLUI", so that `file` and we know it
const schemaVersion = 1
// For the moment in which the process before this one goes.
const patience = 2_000 // ms

// An id grows with every chunk, so the oldest chunk of all has the lowest, and a new one goes to the end of the file.
const schema = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    retention_ms INTEGER,
    retention_bytes INTEGER
  ) STRICT;
  CREATE TABLE partitions (
    id INTEGER PRIMARY KEY,
    topic INTEGER NOT NULL REFERENCES topics,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    next INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    UNIQUE (topic, number)
  ) STRICT;
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY,
    partition INTEGER NOT NULL,
    base INTEGER NOT NULL,
    count INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX chunk_place ON chunks (partition, base);
  CREATE TABLE positions (
    "group" TEXT NOT NULL,
    partition INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    low INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY ("group", partition)
  ) STRICT, WITHOUT ROWID;
`

/** The file as this process holds it, and nobody else until it is closed or the process ends. */
export class Database {
  readonly #database: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync
  readonly #pages: StatementSync
  readonly #freePages: StatementSync
  readonly #pageSize: number

  /** @throws SluiceError `log_unusable`: in use, damaged, of a newer version, not writable. */
  constructor(folder: string, maxPages = 0) {
    this.#database = openDatabase(folder)
    if (maxPages > 0) this.#database.exec(`PRAGMA max_page_count = ${maxPages}`)
    this.#begin = this.prepare('BEGIN IMMEDIATE')
    this.#commit = this.prepare('COMMIT')
    this.#rollback = this.prepare('ROLLBACK')
    this.#pages = this.prepare('PRAGMA page_count')
    this.#freePages = this.prepare('PRAGMA freelist_count')
    this.#pageSize = numberOf(this.prepare('PRAGMA page_size'))
  }

  /** A statement whose rows are objects. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql)
  }

  /** All or nothing. Durable when it returns. */
  transaction<T>(work: () => T): T {
    this.#begin.run()
    try {
      const result = work()
      this.#commit.run()
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#database.isTransaction) this.#rollback.run()
      throw error
    }
  }

  /** Bytes of the file that hold something. */
  get usedBytes(): number {
    return (numberOf(this.#pages) - numberOf(this.#freePages)) * this.#pageSize
  }

  /** Bytes that can be filled without the file growing. */
  get freeBytes(): number {
    return numberOf(this.#freePages) * this.#pageSize
  }

  get freePages(): number {
    return numberOf(this.#freePages)
  }

  /** Gives up to `pages` free pages back to the file system. */
  shrink(pages: number): void {
    this.#database.exec(`PRAGMA incremental_vacuum(${pages})`)
  }

  setMaxPages(pages: number): void {
    this.#database.exec(`PRAGMA max_page_count = ${pages}`)
  }

  close(): void {
    this.#database.close()
  }
}

function openDatabase(folder: string): DatabaseSync {
  const file = fileOf(folder)
  let database: DatabaseSync | undefined
  try {
    makeFolder(folder)
    checkWritable(folder)
    makeFile(folder, build)
    database = new DatabaseSync(file, { timeout: patience })
    // Exclusive before WAL: one lock on the file itself, held until the process ends however it ends, and no shared
    // memory beside it.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    checkVersion(file, database)
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 512;
      PRAGMA journal_size_limit = ${16 * 2 ** 20};
    `)
    if (checkpoint(database)) checkSize(file, database)
    checkTables(file, database)
    probe(database)
    restrictFiles(folder)
    writeHolder(folder)
    return database
  } catch (error) {
    database?.close()
    if (isHeld(error)) {
      throw new SluiceError('log_unusable', `data folder ${folder} is in use by ${holderOf(folder)}`, {
        cause: error,
        hint: 'one process at a time: stop that one, or give this one another log.path',
      })
    }
    const { message, hint } = storeError(file, error)
    throw new SluiceError('log_unusable', message, { cause: error, hint })
  }
}

/** Writes a new, empty log. */
function build(path: string): void {
  const database = new DatabaseSync(path)
  try {
    // 8 KiB pages took 100-record groups 8 % faster than 4 KiB, and 16 KiB only half as many commits.
    database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA application_id = ${applicationId};
      PRAGMA user_version = ${schemaVersion};
      BEGIN;
      ${schema}
    `)
    database.prepare('INSERT INTO meta VALUES (?, ?)').run('id', randomUUID())
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

function checkVersion(file: string, database: DatabaseSync): void {
  const application = numberOf(database.prepare('PRAGMA application_id'))
  if (application !== applicationId) {
    throw new SluiceError('log_unusable', `${file}: this is an SQLite file, but no embedded log`, {
      hint: 'give log.path a folder of its own',
    })
  }
  const version = numberOf(database.prepare('PRAGMA user_version'))
  if (version <= schemaVersion) return
  throw new SluiceError(
    'log_unusable',
    `${file}: schema version ${version}, this version of Sluice knows up to ${schemaVersion}`,
    { hint: 'a newer Sluice has written it: run that one' },
  )
}

/** Moves the journal into the file; false where a full disk does not let it: it stays in the journal, and is read there. */
function checkpoint(database: DatabaseSync): boolean {
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    return true
  } catch (error) {
    if (isFull(error)) return false
    throw error
  }
}

/** Finds a file cut short. The journal must be in the file. */
function checkSize(file: string, database: DatabaseSync): void {
  const pages = numberOf(database.prepare('PRAGMA page_count'))
  const expected = pages * numberOf(database.prepare('PRAGMA page_size'))
  const { size } = statSync(file)
  if (size >= expected) return
  throw new SluiceError('log_unusable', `${file}: cut short: ${size} bytes where ${expected} are due`, {
    hint: damagedHint,
  })
}

/** Finds damage in everything but the records, which are many and have checksums. */
function checkTables(file: string, database: DatabaseSync): void {
  for (const table of ['meta', 'topics', 'partitions', 'positions']) {
    const found = Object.values(database.prepare(`PRAGMA quick_check(${table})`).get() ?? {})[0]
    if (found !== 'ok')
      throw new SluiceError('log_unusable', `${file}: damaged: ${String(found)}`, { hint: damagedHint })
  }
}

/** Finds out now whether the file can be written. A full disk is no reason not to start: it can still be read. */
function probe(database: DatabaseSync): void {
  try {
    database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run('opened', new Date().toISOString())
  } catch (error) {
    if (!isFull(error)) throw error
  }
}

function numberOf(statement: StatementSync): number {
  return Number(Object.values(statement.get() ?? {})[0] ?? 0)
}
