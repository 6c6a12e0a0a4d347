import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { commands as makers } from '../src/cli/program.ts'
import { load } from './helpers/config-files.ts'
import { assertEnvelope } from './helpers/envelope.ts'
import { documents, snippets, textOf } from './helpers/snippets.ts'
import { ROOT } from './servers/cache.ts'

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: { readonly [name: string]: string } }
const commands = makers.map(make => make(() => {}))

/** What a snippet that shows one part of a configuration leaves out. */
const rest: { readonly [key: string]: string } = {
  log: 'log: { type: embedded }\n',
  ingest: 'ingest: { listen: 127.0.0.1:0 }\n',
  sinks: 'sinks: { crm: { type: http, url: "http://127.0.0.1:9000/" } }\n',
  rules: 'rules: []\n',
}

const configurations = snippets('yaml').filter(({ text }) => parse(text) !== null)

for (const { at, text } of configurations)
  test(`the configuration at ${at} loads`, async t => {
    const written = parse(text) as { readonly [key: string]: unknown }
    const missing = Object.entries(rest).filter(
      ([key]) => !(key in written) && !(key === 'ingest' && 'sources' in written),
    )
    const names = [...text.matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name!)
    const env = Object.fromEntries(names.map(name => [name, `value-of-${name}`]))
    const { config } = await load(t, `${missing.map(([, part]) => part).join('')}${text}`, env)
    assert.ok(config.sinks.size > 0)
  })

test('the JSON that a receiver is said to get is an envelope', () => {
  const examples = snippets('json')
  assert.ok(examples.length > 0)
  for (const { text } of examples) assertEnvelope(Buffer.from(text.trim()))
})

test('every npm script and file that is named exists', () => {
  const named = [...everyText().matchAll(/\bnpm (?:run |(test)\b)(?:--silent )?([\w:-]*)/g)]
  const missing = named.map(([, test, name]) => test ?? name!).filter(name => scripts[name] === undefined)
  assert.deepEqual(missing, [])
  assert.ok(named.length > 8)
})

test('what the README installs is what npm pack makes: the package is not in a registry yet', () => {
  const { name, version } = JSON.parse(textOf('package.json')) as { name: string; version: string }
  const installed = [...everyText().matchAll(/\bnpm install (\S+)/g)].map(([, what]) => what)
  assert.deepEqual([...new Set(installed)], [`./${name}-${version}.tgz`])
})

test('the package has every page of the docs that the README links', () => {
  const { files } = JSON.parse(textOf('package.json')) as { files: readonly string[] }
  assert.ok(files.includes('docs'))
})

test('every sluice command that is named exists, with its options', () => {
  const wrong: string[] = []
  const calls = [...everyText().matchAll(/(?:`|^|npx |\$ )sluice ([\w-]+)([^`#\n]*)/gm)]
  for (const [call, name, words] of calls) {
    const outer = commands.find(candidate => candidate.name() === name)
    const [, inner] = /^ ([a-z][a-z-]*)/.exec(words!) ?? []
    const command = outer?.commands.find(candidate => candidate.name() === inner) ?? outer
    const known = new Set(command?.options.flatMap(({ short, long }) => [short, long]))
    const unknown = [...words!.matchAll(/(?<=\s)--?[a-z][\w-]*/g)].filter(([option]) => !known.has(option))
    if (command === undefined || unknown.length > 0) wrong.push(call.trim())
  }
  assert.deepEqual(wrong, [])
  assert.ok(calls.length > 8)
})

test('the README has every command', () => {
  for (const command of commands) assert.ok(textOf('README.md').includes(`| \`sluice ${command.name()}\` |`))
})

test('every shell snippet is shell', () => {
  for (const { at, text } of snippets('sh')) {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })
    assert.equal(status, 0, `${at}: ${stderr}`)
  }
})

test('links point at files and headings that exist', () => {
  const broken: string[] = []
  let count = 0
  for (const file of documents)
    for (const [, target] of textOf(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      count++
      const [path, heading] = target!.split('#')
      const to = path === '' ? file : normalize(join(dirname(file), path!))
      if (!existsSync(join(ROOT, to)) || (heading !== undefined && !headings(to).has(heading)))
        broken.push(`${file}: ${target}`)
    }
  assert.deepEqual(broken, [])
  assert.ok(count > 15)
})

test('every page of the docs is linked from the README', () => {
  const readme = textOf('README.md')
  const lonely = globSync('{docs,sinks,bench}/*.md', { cwd: ROOT }).filter(
    file => !readme.includes(`(${file})`),
  )
  assert.deepEqual(lonely, [])
})

function everyText(): string {
  return documents.map(textOf).join('\n')
}

/** As GitHub names them. */
function headings(file: string): ReadonlySet<string> {
  return new Set(
    [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
