import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { fromFailure, isFull, isHeld, storeError, toFailure } from '../../../src/logs/embedded/failure.ts'
import { folderFor } from './fixtures.ts'

test('a full disk is log_full, and says that appends go on by themselves', t => {
  const database = new DatabaseSync(join(folderFor(t), 'x.db'))
  t.after(() => database.close())
  database.exec('CREATE TABLE x (data BLOB); PRAGMA max_page_count = 4')
  const error = thrown(() => database.prepare('INSERT INTO x VALUES (zeroblob(100000))').run())
  assert.equal(isFull(error), true)
  const { code, message, hint } = storeError('data/log.db', error)
  assert.deepEqual([code, message], ['log_full', 'data/log.db: the disk is full'])
  assert.match(hint, /by themselves/)
})

test('what cannot be written, opened or read is log_unusable, each with its own hint', t => {
  const folder = folderFor(t)
  const file = join(folder, 'x.db')
  const first = new DatabaseSync(file)
  t.after(() => first.close())
  first.exec('CREATE TABLE x (y)')
  const second = new DatabaseSync(file, { readOnly: true })
  t.after(() => second.close())
  const readOnly = storeError(
    'f',
    thrown(() => second.exec('INSERT INTO x VALUES (1)')),
  )
  assert.match(readOnly.message, /^f: cannot be written/)
  first.exec('BEGIN EXCLUSIVE')
  const held = thrown(() => second.prepare('SELECT * FROM x').all())
  assert.equal(isHeld(held), true)
  const missing = storeError(
    'f',
    thrown(() => new DatabaseSync(join(folder, 'no', 'x.db'))),
  )
  assert.match(missing.message, /^f: cannot be opened/)
  writeFileSync(join(folder, 'garbage'), Buffer.alloc(5_000, 'no database'))
  const garbage = new DatabaseSync(join(folder, 'garbage'))
  t.after(() => garbage.close())
  const damaged = storeError(
    'f',
    thrown(() => garbage.prepare('SELECT * FROM sqlite_schema').all()),
  )
  assert.match(damaged.message, /^f: this is no embedded log/)
  for (const error of [readOnly, missing, damaged]) {
    assert.equal(error.code, 'log_unusable')
    assert.notEqual(error.hint, '')
  }
})

test('an error crosses the threads with code, message and hint', () => {
  const error = new SluiceError('log_full', 'f: full', { hint: 'free some' })
  const back = fromFailure(toFailure(error))
  assert.deepEqual([back.code, back.message, back.hint], ['log_full', 'f: full', 'free some'])
  assert.equal(fromFailure(toFailure(error), 'commit_failed').code, 'commit_failed')
  assert.equal(storeError('f', error), error)
  assert.deepEqual(toFailure(new Error('oops')), { code: 'log_unusable', message: 'oops', hint: '' })
})

function thrown(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}
