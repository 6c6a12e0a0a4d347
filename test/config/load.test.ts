// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/index.ts'
import { ConfigError } from '../../src/errors.ts'
import { folderWith, linesOf, load, problemsOf, whole } from '../helpers/config-files.ts'

test('all problems of all files are said at once, in the order of files and lines', async t => {
  const lines = await linesOf(
    t,
    {
      'main.yaml':
        'include: [b.yaml, a.yaml]\ningest: { listen: 8080 }\nsinks:\n  crm: { type: http, url: "${env:NOT_SET}", tiemout: 1s }\n',
      'a.yaml': 'rules:\n  - { name: a, object_types: [dcim], event_types: [x], sinks: [crn] }\n',
      'b.yaml': 'sinks:\n\tx: 1\n',
    },
    {},
  )
  assert.deepEqual(
    lines.map(line => line.slice(0, line.indexOf(': '))),
    [
      'main.yaml:2 ingest.listen',
      'main.yaml:4 sinks.crm.url',
      'main.yaml:4 sinks.crm.tiemout',
      'a.yaml:2 rules[0].object_types[0]',
      'b.yaml:2',
    ],
  )
})

test('a key that stands twice, and a number that is none, hide nothing else', async t => {
  const lines = await linesOf(
    t,
    `log: { type: embedded, path: ./data }
sources: [{ topics: [events] }]
sinks:
  crm: { type: http, url: "http://crm/", url: "http://other/", concurrency: .nan, window: { count: .inf, bytes: x } }
rules: [{ name: all, object_type: [dcim.device], event_types: [object_updated], sinks: [crn] }]
`,
  )
  const has = [
    /url: the key stands here twice/,
    /concurrency: a number that JSON does not have/,
    /window.count: a number that JSON does not have/,
    /window.bytes: found "x"/,
    /unknown key "object_type"/,
    /unknown sink "crn"/,
  ]
  for (const one of has)
    assert.equal(lines.filter(line => one.test(line)).length, 1, `${one}\n${lines.join('\n')}`)
  assert.equal(lines.filter(line => /concurrency|window.count/.test(line)).length, 2, lines.join('\n'))
})

test('a problem has its parts apart', async t => {
  const [problem] = await problemsOf(t, whole.replace('[crm]', '[cmr]'))
  assert.deepEqual(problem, {
    file: 'main.yaml',
    line: 5,
    path: 'rules[0].sinks[0]',
    message: 'unknown sink "cmr"',
    hint: 'did you mean "crm"?',
  })
})

test('ingest, sinks and rules are enough', async t => {
  const { config, warnings } = await load(t, whole)
  assert.deepEqual(warnings, [])
  assert.equal(config.log.type, 'embedded')
  assert.equal(config.drain, 20_000)
  assert.deepEqual(config.metrics, { listen: { host: '127.0.0.1', port: 9464 } })
})

test('whatever is wrong with the file itself is a ConfigError too', async t => {
  const folder = folderWith(t, { 'empty.yaml': '', 'bad.yaml': 'a: [', 'list.yaml': '[]' })
  for (const name of ['missing.yaml', 'empty.yaml', 'bad.yaml', 'list.yaml', '.'])
    await assert.rejects(loadConfig(join(folder, name), {}), (error: Error) => {
      assert.ok(error instanceof ConfigError, name)
      assert.equal(error.code, 'config_invalid')
      assert.equal(error.problems.length, 1)
      return true
    })
})

test('environment variables come from the process where none are given', async t => {
  const name = Object.keys(process.env).find(key => /^[A-Z_]+$/.test(key) && process.env[key] !== '')!
  const folder = folderWith(t, { 'main.yaml': `identity: { netbox_id: "\${env:${name}}" }\n${whole}` })
  assert.equal((await loadConfig(join(folder, 'main.yaml'))).config.identity.netbox_id, process.env[name])
})

test('the fingerprint follows what is written, not secrets, key order or files', async t => {
  const print = async (files: Parameters<typeof load>[1], env = {}) =>
    (await load(t, files, env)).config.fingerprint
  const secret = (value: string) =>
    whole.replace('type: http', `type: http, headers: { X-Token: "${value}" }`)
  const one = await print(whole)
  assert.match(one, /^[0-9a-f]{16}$/)
  assert.equal(
    await print(
      whole.replace(
        'type: http, url: "https://crm.example.com/hooks"',
        'url: "https://crm.example.com/hooks", type: http',
      ),
    ),
    one,
  )
  const [, sinks, rules] = /(sinks:.*)(rules:.*)/s.exec(whole)!
  assert.equal(
    await print({
      'main.yaml': 'include: ["*.yaml"]\ningest: { listen: 127.0.0.1:8080 }',
      'a.yaml': sinks!,
      'b.yaml': rules!,
    }),
    one,
  )
  assert.notEqual(await print(whole.replace('dcim.device', 'dcim.site')), one)
  const referenced = await print(secret('${env:A}'), { A: '1' })
  assert.equal(await print(secret('${env:A}'), { A: '2' }), referenced)
  assert.notEqual(await print(secret('${env:B}'), { B: '1' }), referenced)
  assert.equal(await print(secret('hunter2')), await print(secret('hunter3')))
})

test('a thousand rules load in a moment', async t => {
  const rules = Array.from(
    { length: 1_000 },
    (_, n) =>
      `  - { name: rule ${n}, object_types: [dcim.device], event_types: [object_updated], conditions: { attr: a, value: ${n} }, sinks: [crm] }\n`,
  )
  const started = performance.now()
  assert.equal((await load(t, whole + rules.join(''))).config.rules.length, 1_001)
  assert.ok(performance.now() - started < 10_000)
})

test('what is hostile ends in a clear problem, in bounded time', async t => {
  const cases: [content: string | Buffer, message: RegExp][] = [
    [`a: ${'['.repeat(100_000)}`, /nested/],
    [
      Array.from(
        { length: 60 },
        (_, n) => `a${n}: &a${n} [${n === 0 ? '1' : `*a${n - 1}, *a${n - 1}`}]`,
      ).join('\n'),
      /1000000 values/,
    ],
    [Buffer.alloc(1_000_000, 0), /zero bytes/],
    [Buffer.alloc(1_000_000, 0xff), /UTF-8/],
    [`${whole}  - { name: x, conditions: ${'{and: ['.repeat(200)}${']}'.repeat(200)} }`, /nested/],
    ['x'.repeat(1_000_000), /expected a mapping/],
  ]
  const started = performance.now()
  for (const [content, message] of cases)
    assert.match((await linesOf(t, { 'main.yaml': content }))[0]!, message)
  assert.ok(performance.now() - started < 30_000)
})

test('more than the index of rules takes is a problem when loaded', async t => {
  const types = Array.from({ length: 100 }, (_, index) => `a.t${index}`).join(', ')
  const events = Array.from({ length: 100 }, (_, index) => `e${index}`).join(', ')
  const many = `  - { name: many, object_types: [${types}], event_types: [${events}], sinks: [crm] }\n`
  assert.match(
    (await linesOf(t, whole + many)).join('\n'),
    /main\.yaml rules: the rule index takes at most 4096 /,
  )
})
