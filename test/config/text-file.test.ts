import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTextFile } from '../../src/config/text-file.ts'
import { folderWith } from '../helpers/config-files.ts'

test('a text comes back without its BOM, with the mode of its file', t => {
  const folder = folderWith(t, { a: '\ufeffgrüße\n' })
  chmodSync(join(folder, 'a'), 0o640)
  const { text, mode } = readTextFile(join(folder, 'a'), 100)
  assert.equal(text, 'grüße\n')
  assert.equal(mode & 0o777, 0o640)
})

test('what is no small text file is refused, with the reason', t => {
  const folder = folderWith(t, { binary: Buffer.from([0xff, 0xfe, 0]), zero: 'a\0b', large: 'x'.repeat(11) })
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const cases: [name: string, message: string][] = [
    ['nothing', 'does not exist'],
    ['large/below', 'does not exist'],
    ['.', 'is a folder, not a file'],
    ['pipe', 'is no regular file'],
    ['binary', 'is not UTF-8 text'],
    ['zero', 'is not text: it has zero bytes'],
    ['large', 'is 11 bytes large; at most 10 bytes are read'],
  ]
  for (const [name, message] of cases)
    assert.throws(() => readTextFile(join(folder, name), 10), { code: 'file_unreadable', message }, name)
})
