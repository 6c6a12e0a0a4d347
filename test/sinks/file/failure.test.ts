import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf } from '../../../sinks/file/failure.ts'
import { systemError } from './make.ts'

const table: readonly (readonly [code: string, errorClass: string, alarm: true | undefined])[] = [
  ['ENOSPC', 'unavailable', true],
  ['EDQUOT', 'unavailable', true],
  ['EFBIG', 'unavailable', true],
  ['EACCES', 'permission', true],
  ['EPERM', 'permission', true],
  ['EROFS', 'permission', true],
  ['ENOENT', 'not_found', true],
  ['ENOTDIR', 'config', true],
  ['EISDIR', 'config', true],
  ['ENOTFILE', 'config', true],
  ['ENAMETOOLONG', 'config', true],
  ['ELOOP', 'config', true],
  ['EMFILE', 'internal', true],
  ['ENFILE', 'internal', true],
  ['EIO', 'unavailable', true],
  ['ESTALE', 'unavailable', undefined],
  ['EPIPE', 'unavailable', true],
  ['EWHATEVER', 'other', undefined],
]

for (const [code, errorClass, alarm] of table)
  test(`${code} is ${errorClass}${alarm ? ', an alarm' : ''}, and its reason names no path`, () => {
    const failure = failureOf(systemError(code))
    assert.equal(failure.class, errorClass)
    assert.equal(failure.alarm, alarm)
    assert.match(failure.reason, /^[ -~]+$/)
    assert.doesNotMatch(failure.reason, /secret/)
  })

test('whatever is thrown has a class', () => {
  for (const thrown of [undefined, 'text', new Error('/a/secret'), systemError('a secret\n')])
    assert.deepEqual(failureOf(thrown), { class: 'other', reason: 'failed for an unknown reason' })
})
