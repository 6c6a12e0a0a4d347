import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readInput } from '../../../src/cli/tools/input-file.ts'
import { folderWith } from '../../helpers/config-files.ts'

test('a file is read byte for byte', async t => {
  const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0xff, 0x0a])
  const folder = folderWith(t, { 'event.json': bytes })
  assert.deepEqual(await readInput(join(folder, 'event.json')), bytes)
})

test('what cannot be read is wrong usage, said in one line', async t => {
  const folder = folderWith(t, { 'a/b': '' })
  const refused = (message: RegExp) => ({ code: 'usage', message })
  await assert.rejects(readInput(join(folder, 'nowhere')), refused(/nowhere does not exist$/))
  await assert.rejects(readInput(join(folder, 'a/b/c')), refused(/c does not exist$/))
  await assert.rejects(readInput(folder), refused(/ is a folder, not a file$/))
})
