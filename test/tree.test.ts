import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './servers/cache.ts'

/** Files without a test of their own: they have no behaviour, or are run by every test of the command line. */
function isExempt(file: string): boolean {
  return ['index.ts', 'types.ts'].includes(basename(file)) || file === 'src/cli/main.ts'
}

test('every source file has its test where one looks for it', () => {
  const sources = globSync('{src,sinks}/**/*.ts', { cwd: ROOT }).filter(file => !isExempt(file))
  const untested = sources.filter(file => {
    const test = join(ROOT, 'test', file.replace(/^src\//, '').replace(/\.ts$/, ''))
    return !existsSync(`${test}.test.ts`) && !existsSync(`${test}.long.test.ts`)
  })
  assert.deepEqual(untested, [])
  assert.ok(sources.length > 100)
})

test('nothing names a path of one machine or the host of a package registry', () => {
  const files = globSync(
    [
      '{src,sinks,test,bench,docs,config,schemas,.ci,.toolchain}/**/*.{ts,cjs,json,md,yaml,yml,xml}',
      '*.{md,json,yml}',
      'Dockerfile',
      '.ci/run',
      '.npmrc',
    ],
    { cwd: ROOT },
  )
  // Put together here, so that this file is not among those that name them.
  const named = new RegExp(
    [
      `(?<![\\w.~-])/${'(work|root|home|Users)'}/`,
      `registry\\.${'npm'}`,
      `npm${'js'}\\.org`,
      `\\.\\./${'shared'}/`,
    ].join('|'),
  )
  const wrong = files.flatMap(file =>
    readFileSync(join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => (named.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
  assert.deepEqual(wrong, [])
  assert.ok(files.length > 300)
})
