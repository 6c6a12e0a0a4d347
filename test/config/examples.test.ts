import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'
import { type Loaded, loadConfig } from '../../src/config/index.ts'
import { packageFolder } from '../../src/package.ts'

const folder = join(packageFolder, 'config')
const examples = globSync(['*.yaml', '*/sluice.yaml'], { cwd: folder }).map(name => join(folder, name))

/** A value for every variable that an example's files refer to. */
function envFor(file: string): NodeJS.ProcessEnv {
  const texts = globSync('**/*.yaml', { cwd: dirname(file) }).map(name =>
    readFileSync(join(dirname(file), name), 'utf8'),
  )
  const names = texts.flatMap(text => [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name!))
  return Object.fromEntries(names.map(name => [name, `value-of-${name}`]))
}

async function loadExample(file: string): Promise<Loaded> {
  return loadConfig(file, envFor(file))
}

for (const file of examples)
  test(`the example ${file.slice(folder.length + 1)} passes, without a warning`, async () => {
    const { config, warnings } = await loadExample(file)
    assert.deepEqual(warnings, [])
    assert.ok(config.sinks.size > 0)
  })

test('every YAML file with sinks or rules in config/ is an example or part of one', async () => {
  const used = new Set<string>()
  for (const file of examples) for (const part of (await loadExample(file)).files) used.add(resolve(part))
  const unused = globSync('**/*.yaml', { cwd: folder })
    .map(name => join(folder, name))
    .filter(file => !used.has(file) && /^(sinks|rules):/m.test(readFileSync(file, 'utf8')))
  assert.deepEqual(unused, [])
  assert.ok(examples.length >= 8)
})
