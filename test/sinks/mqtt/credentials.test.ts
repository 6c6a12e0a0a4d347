import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { credentialsOf } from '../../../sinks/mqtt/credentials.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-mqtt-'))
after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'token')

test('a password that is given is the same each time', () => {
  const credentials = credentialsOf('u', 'p', undefined)
  assert.deepEqual([credentials.username, credentials.password()], ['u', 'p'])
  assert.equal(credentialsOf(undefined, undefined, undefined).password(), undefined)
})

test('a file is read anew each time, without one line break at its end', () => {
  writeFileSync(file, 'first\n')
  const credentials = credentialsOf('u', undefined, file)
  assert.equal(credentials.password(), 'first')
  writeFileSync(file, 'second\r\n')
  assert.equal(credentials.password(), 'second')
})

test('a file that is missing, empty or too large is an error without its path', () => {
  for (const text of [undefined, '\n', 'x'.repeat(65_536)]) {
    if (text === undefined) rmSync(file, { force: true })
    else writeFileSync(file, text)
    assert.throws(() => credentialsOf('u', undefined, file).password(), {
      code: 'password_unreadable',
      message: /^password_file (cannot be read|is empty|has more than 65535 bytes)$/,
    })
  }
})
