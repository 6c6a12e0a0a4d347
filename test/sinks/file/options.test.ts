import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileOptions } from '../../../sinks/file/options.ts'
import { RotatedFile } from '../../../sinks/file/rotated-file.ts'
import { StreamOutput } from '../../../sinks/file/stream-output.ts'
import { ConfigError } from '../../../src/errors.ts'
import { context } from './make.ts'

function problems(options: { readonly [option: string]: unknown }): string[] {
  try {
    fileOptions({ type: 'file', ...options }, context)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ path }) => path)
  }
  return []
}

test('a file, with every default', () => {
  const { output, ...rest } = fileOptions({ type: 'file', path: '/a' }, context)
  assert.ok(output instanceof RotatedFile)
  assert.deepEqual(rest, {
    target: '/a',
    origin: 'file',
    line: 'delivery',
    netboxId: 'nb-1',
    timeout: 10_000,
  })
})

test('standard output', () => {
  const { output, target, origin } = fileOptions({ type: 'file', stdout: true }, context)
  assert.ok(output instanceof StreamOutput)
  assert.deepEqual([target, origin], ['standard output', 'standard output'])
})

test('one of both is needed, and what is for files alone has no place beside the other', () => {
  assert.deepEqual(problems({}), ['sinks.archive.path'])
  assert.deepEqual(problems({ stdout: false }), ['sinks.archive.path'])
  assert.deepEqual(problems({ stdout: true, path: '/a', fsync: true, max_bytes: 1 }), [
    'sinks.archive.path',
    'sinks.archive.fsync',
    'sinks.archive.max_bytes',
  ])
  assert.deepEqual(problems({ stdout: true, fsync: false, max_bytes: 0, keep: 5 }), [])
})
