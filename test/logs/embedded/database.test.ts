import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Database } from '../../../src/logs/embedded/database.ts'
import { fileOf } from '../../../src/logs/embedded/folder.ts'
import { numbered, record } from '../../suites/log-bench.ts'
import { errorOf, folderFor, openStore, textsIn, writeOf } from './fixtures.ts'

test('a new file is an SQLite database of ours, for its owner alone, that commits to the disk', t => {
  const folder = folderFor(t)
  const database = new Database(folder)
  t.after(() => database.close())
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  assert.deepEqual(
    ['journal_mode', 'synchronous', 'locking_mode', 'auto_vacuum', 'user_version'].map(pragma),
    ['wal', 2, 'exclusive', 2, 1],
  )
  for (const file of [fileOf(folder), `${fileOf(folder)}-wal`])
    assert.equal((statSync(file).mode & 0o777).toString(8), '600')
})

test('a transaction is all or nothing', t => {
  const database = new Database(folderFor(t))
  t.after(() => database.close())
  const insert = database.prepare('INSERT INTO meta VALUES (?, ?)')
  const fail = () =>
    database.transaction(() => {
      insert.run('a', 'b')
      throw new Error('no')
    })
  assert.throws(fail, /no/)
  assert.equal(
    database.transaction(() => insert.run('c', 'd').changes),
    1,
  )
  const names = database.prepare('SELECT name FROM meta ORDER BY name').all()
  assert.deepEqual(
    names.map(({ name }) => name),
    ['c', 'id', 'opened'],
  )
})

test('a folder in use is refused with the process that holds it, and is free once that closes', t => {
  const folder = folderFor(t)
  const first = new Database(folder)
  const { code, message, hint } = errorOf(() => new Database(folder))
  assert.equal(code, 'log_unusable')
  assert.match(message, new RegExp(`data folder ${folder} is in use by process ${process.pid} on `))
  assert.match(hint, /another log\.path/)
  first.close()
  new Database(folder).close()
})

test('a file of a newer version is refused and stays as it is', t => {
  const folder = folderFor(t)
  new Database(folder).close()
  const newer = new DatabaseSync(fileOf(folder))
  newer.exec('PRAGMA user_version = 2; PRAGMA journal_mode = DELETE')
  newer.close()
  const before = readFileSync(fileOf(folder))
  const { code, message, hint } = errorOf(() => new Database(folder))
  assert.equal(code, 'log_unusable')
  assert.match(message, /schema version 2, this version of Sluice knows up to 1/)
  assert.match(hint, /newer Sluice/)
  assert.ok(before.equals(readFileSync(fileOf(folder))))
})

test('a file that is none of ours is refused and stays as it is', t => {
  const folder = folderFor(t)
  const theirs = new DatabaseSync(fileOf(folder))
  theirs.exec('CREATE TABLE accounts (name)')
  theirs.close()
  const before = readFileSync(fileOf(folder))
  assert.match(errorOf(() => new Database(folder)).message, /an SQLite file, but no embedded log/)
  assert.ok(before.equals(readFileSync(fileOf(folder))))
  const garbage = Buffer.alloc(20_000, 'garbage ')
  writeFileSync(fileOf(folder), garbage)
  assert.match(errorOf(() => new Database(folder)).message, /no embedded log, or its first bytes are damaged/)
  assert.ok(garbage.equals(readFileSync(fileOf(folder))))
})

test('a file cut short is found when it is opened, and is not repaired silently', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder)
  const [partition] = store.createTopic({ name: 't', partitions: 1 }).partitions
  store.write(writeOf(partition!.id, numbered('a', 500, { key: Buffer.alloc(1_000) })))
  store.close()
  const { size } = statSync(fileOf(folder))
  truncateSync(fileOf(folder), size - 50_000)
  const { code, message, hint } = errorOf(() => new Database(folder))
  assert.equal(code, 'log_unusable')
  assert.match(message, /cut short|damaged/)
  assert.match(hint, /nothing was changed/)
  assert.equal(statSync(fileOf(folder)).size, size - 50_000)
})

test('a process that was killed leaves its journal, and the next one reads it', t => {
  const [folder, copy] = [folderFor(t), folderFor(t)]
  const { store } = openStore(t, folder)
  const [partition] = store.createTopic({ name: 't', partitions: 1 }).partitions
  store.write(writeOf(partition!.id, [record('in the journal')]))
  for (const suffix of ['', '-wal']) copyFileSync(fileOf(folder) + suffix, fileOf(copy) + suffix)
  assert.deepEqual(textsIn(openStore(t, copy).store, partition!.id), ['in the journal'])
})

test('free pages go back to the file system', t => {
  const database = new Database(folderFor(t))
  t.after(() => database.close())
  database.prepare('INSERT INTO meta VALUES (?, ?)').run('large', 'x'.repeat(2 ** 20))
  const used = database.usedBytes
  database.prepare('DELETE FROM meta WHERE name = ?').run('large')
  const free = database.freePages
  assert.ok(free > 100, `${free} free pages`)
  assert.ok(database.usedBytes < used - 2 ** 20 + 50_000)
  database.shrink(100)
  assert.equal(database.freePages, free - 100)
})
