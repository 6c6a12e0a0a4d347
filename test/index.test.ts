import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { folderWith } from './helpers/config-files.ts'
import { printedBy, programs } from './helpers/snippets.ts'
import { ROOT } from './servers/cache.ts'

const run = promisify(execFile)
const examples = programs()
const library = join(ROOT, 'src/index.ts')

for (const { at, text } of examples)
  test(`the program at ${at} prints what stands beside it`, async t => {
    const folder = folderWith(t, { 'example.mts': text.replace("from 'sluice'", `from '${library}'`) })
    const { stdout } = await run(process.execPath, [join(folder, 'example.mts')])
    assert.deepEqual(stdout.trimEnd().split('\n'), printedBy(text))
  })

test('the programs of the docs type-check against the library', async t => {
  const folder = folderWith(t, {})
  for (const [index, { text }] of examples.entries())
    writeFileSync(join(folder, `example-${index}.mts`), text)
  const options = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { paths: { sluice: [library] }, typeRoots: [join(ROOT, 'node_modules/@types')] },
    include: [join(folder, '*.mts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const { stdout } = await run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    folder,
  ]).catch((error: { stdout: string }) => error)
  const wrong = stdout.split('\n').filter(line => line.includes('example-'))
  assert.deepEqual(wrong, [])
  assert.ok(examples.length >= 4)
})
