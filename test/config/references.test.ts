// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Findings } from '../../src/config/findings.ts'
import { hasReference, substitute } from '../../src/config/references.ts'
import type { Json } from '../../src/types.ts'
import { folderWith } from '../helpers/config-files.ts'

function run(
  value: Json,
  folder = '/nowhere',
  env: NodeJS.ProcessEnv = { TOKEN: 's3cret', EMPTY: '', TWICE: '${env:TOKEN}' },
) {
  const findings = new Findings()
  const substituted = substitute(value, { lines: { file: 'f', line: () => 1 }, folder, env, findings })
  return { ...substituted, problems: findings.problems([]), warnings: findings.warnings([]) }
}

test('references are replaced in every text, once, and nowhere else', () => {
  const written = {
    '${env:TOKEN}': ['Bearer ${env:TOKEN}', '${env:EMPTY}', '${env:TWICE}', 1, null],
    b: true,
    c: 2n,
  }
  const { value, problems } = run(written)
  const expected = { '${env:TOKEN}': ['Bearer s3cret', '', '${env:TOKEN}', 1, null], b: true, c: 2n }
  assert.deepEqual(value, expected)
  assert.deepEqual(problems, [])
})

test('$${ is a plain ${', () => {
  assert.deepEqual(run(['$${env:TOKEN}', '$$${env:TOKEN}', '$5 {x}', '$']).value, [
    '${env:TOKEN}',
    '$${env:TOKEN}',
    '$5 {x}',
    '$',
  ])
  assert.equal(hasReference('$${env:TOKEN}'), false)
  assert.equal(hasReference('x ${env:TOKEN}'), true)
  assert.equal(hasReference(5), false)
})

test('a variable that is not set is named, with the one that was likely meant', () => {
  const { problems, unresolved } = run({ a: ['${env:TOKNE}'] })
  assert.equal(problems[0]!.message, '${env:TOKNE}: the environment variable is not set')
  assert.equal(problems[0]!.hint, 'did you mean "TOKEN"?')
  assert.equal(problems[0]!.path, 'a[0]')
  assert.deepEqual([...unresolved], ['/a/0'])
})

test('a short name brings no suggestion', () => {
  assert.equal(run('${env:U}', '/nowhere', { _: '/bin/sh', UV: '1' }).problems[0]!.hint, '')
})

test('a reference that stands for an empty text is remembered', () => {
  const { empty, value } = run({ a: ['x ${env:EMPTY}', '${env:TOKEN}'] })
  assert.deepEqual([...empty], [['/a/0', '${env:EMPTY}']])
  assert.deepEqual(value, { a: ['x ', 's3cret'] })
})

test('names of every object are not variables', () => {
  assert.equal(run('${env:toString}').problems.length, 1)
})

test('what looks like a reference and is none is a problem', () => {
  for (const text of [
    '${TOKEN}',
    '${ENV:TOKEN}',
    '${env:TOKEN',
    '${}',
    '${env:}',
    '${env:A B}',
    '${vault:x}',
  ]) {
    const [problem] = run(text).problems
    assert.match(problem!.message, /expected \$\{env:NAME\} or \$\{file:\/path\}/, text)
    assert.match(problem!.hint, /\$\$\{/)
  }
})

test('a secret file is read from the folder of its file, without one line break at its end', t => {
  const folder = folderWith(t, { a: 's3cret\n', b: 's3cret\r\n', c: 's3cret\n\n', d: 's3cret' })
  const { value, problems, warnings } = run(
    ['${file:a}', '${file:./b}', '${file:c}', `\${file:${folder}/d}`],
    folder,
  )
  assert.deepEqual(value, ['s3cret', 's3cret', 's3cret\n', 's3cret'])
  assert.deepEqual([problems, warnings], [[], []])
})

test('a secret file that cannot be read is a problem that names the reference', t => {
  const folder = folderWith(t, { large: 'x'.repeat(70_000) })
  const { problems } = run(['${file:missing}', '${file:.}', '${file:large}'], folder)
  assert.deepEqual(
    problems.map(problem => problem.message),
    [
      '${file:missing}: the file does not exist',
      '${file:.}: the file is a folder, not a file',
      '${file:large}: the file is 70000 bytes large; at most 65536 bytes are read',
    ],
  )
})

test('a secret file that others can read warns, once', t => {
  const folder = folderWith(t, { a: 's3cret' })
  chmodSync(join(folder, 'a'), 0o644)
  const { value, warnings } = run(['${file:a}', '${file:a}'], folder)
  assert.deepEqual(value, ['s3cret', 's3cret'])
  assert.equal(warnings.length, 1)
  assert.match(warnings[0]!.message, /every user of this machine can read/)
})
