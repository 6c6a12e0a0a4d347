// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/index.ts'
import { shownAt } from '../../src/config/part.ts'
import { ConfigError } from '../../src/errors.ts'
import { type Files, folderWith, linesOf, load, warningsOf, whole } from '../helpers/config-files.ts'

const rule = (name: string) =>
  `rules: [{ name: ${name}, object_types: [a.b], event_types: [c], sinks: [crm] }]\n`
const main = (include: string) => `include: ${include}\n${whole}`

async function ruleNames(t: Parameters<typeof load>[0], files: Files): Promise<readonly string[]> {
  return (await load(t, files)).config.rules.map(({ name }) => name)
}

test('rules stand in the order: main file, then the others by path', async t => {
  const names = await ruleNames(t, {
    'main.yaml': main('[z.yaml, "rules/*.yaml"]'),
    'rules/b.yaml': rule('b'),
    'rules/a.yaml': `include: [../a-last.yaml]\n${rule('a')}`,
    'z.yaml': rule('z'),
    'a-last.yaml': rule('first'),
    'rules/ignored.txt': 'no YAML',
  })
  assert.deepEqual(names, ['devices', 'first', 'a', 'b', 'z'])
})

test('files are named as seen from where the main file was named', async t => {
  const folder = folderWith(t, { 'main.yaml': main('["rules/*.yaml"]'), 'rules/a.yaml': rule('a') })
  const { files } = await loadConfig(join(folder, 'main.yaml'), {})
  assert.deepEqual(files, [join(folder, 'main.yaml'), join(folder, 'rules/a.yaml')])
  await assert.rejects(loadConfig('not-there/sluice.yaml', {}), (error: ConfigError) => {
    assert.equal(error.problems[0]!.file, 'not-there/sluice.yaml')
    return true
  })
})

test('a file counts once, however often and by whatever name it is included', async t => {
  const folder = folderWith(t, {
    'main.yaml': main('[a.yaml, ./a.yaml, "*.yaml", b.yaml]'),
    'a.yaml': `include: [main.yaml, a.yaml]\n${rule('a')}`,
  })
  symlinkSync(join(folder, 'a.yaml'), join(folder, 'b.yaml'))
  const { config } = await loadConfig(join(folder, 'main.yaml'), {})
  assert.deepEqual(
    config.rules.map(({ name }) => name),
    ['devices', 'a'],
  )
})

test('paths in an included file are relative to it', async t => {
  const folder = folderWith(t, {
    'main.yaml':
      'include: [more/sinks.yaml]\nlog: { type: embedded, path: ./data }\ningest: {}\nunmatched: { sinks: [crm] }\n',
    'more/sinks.yaml':
      'sinks: { crm: { type: http, url: "https://${file:host}/", tls: { ca: ./ca.pem, cert: /abs/c.pem, key: k.pem } } }',
    'more/host': 'crm.example.com\n',
  })
  const { config } = await loadConfig(join(folder, 'main.yaml'), {})
  assert.equal(config.log.type === 'embedded' && config.log.path, join(folder, 'data'))
  const { options } = config.sinks.get('crm')!
  assert.equal(options['url'], 'https://crm.example.com/')
  assert.deepEqual(options['tls'], {
    verify: true,
    min_version: '1.2',
    ca: join(folder, 'more/ca.pem'),
    cert: '/abs/c.pem',
    key: join(folder, 'more/k.pem'),
  })
})

test('a file that is not there is a problem where it is included; a glob without files a warning', async t => {
  assert.deepEqual(await linesOf(t, main('[\n  missing.yaml, sub]')), [
    'main.yaml:2 include[0]: "missing.yaml" does not exist',
    'main.yaml:2 include[1]: "sub" does not exist',
  ])
  const [warning] = await warningsOf(t, main('["rules/*.yaml"]'))
  assert.match(warning!, /^main\.yaml:1 include\[0\]: no file is named like "rules\/\*\.yaml"/)
})

test('a configuration that is no file says so', async t => {
  const folder = folderWith(t, {
    'binary.yaml': Buffer.from([0x1f, 0x8b, 0, 0xff]),
    'large.yaml': Buffer.alloc(10_000_000, 'a: b\n'),
  })
  const cases: [path: string, message: RegExp][] = [
    [
      'missing.yaml',
      /missing\.yaml: the configuration does not exist \(`sluice init` writes one to begin with\)$/,
    ],
    ['.', /: the configuration is a folder, not a file$/],
    ['binary.yaml', /: the configuration is not UTF-8 text$/],
    ['large.yaml', /: the configuration is 10000000 bytes large; at most 4194304 bytes are read$/],
  ]
  for (const [path, message] of cases)
    await assert.rejects(loadConfig(join(folder, path), {}), (error: Error) => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, message)
      return true
    })
})

test('a file that may not be read is a problem, not a crash', async t => {
  const folder = folderWith(t, { 'main.yaml': whole })
  chmodSync(join(folder, 'main.yaml'), 0o000)
  const loading = loadConfig(join(folder, 'main.yaml'), {})
  // Who may read everything reads this too.
  if (process.getuid?.() === 0) assert.equal((await loading).config.rules.length, 1)
  else await assert.rejects(loading, /may not be read by this user/)
})

test('bad YAML in an included file does not make its sinks unknown', async t => {
  const lines = await linesOf(t, {
    'main.yaml':
      'include: [sinks.yaml]\ningest: {}\nrules: [{ name: a, object_types: [a.b], event_types: [c], sinks: [crm] }]',
    'sinks.yaml': 'sinks:\n  crm: { type: http, url: "http://x/"',
  })
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /^sinks\.yaml:2/)
})

test('a text with a reference is quoted as it is written, another with its default', () => {
  const part = { value: { a: '${env:X}' }, checked: { a: 's3cret', b: '10s' } }
  assert.equal(shownAt(part, ['a']), '${env:X}')
  assert.equal(shownAt(part, ['b']), '10s')
})
