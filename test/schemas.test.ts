import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { sinkTypes } from '../sinks/index.ts'
import { amount } from '../src/config/units.ts'
import { packageFolder } from '../src/package.ts'
import { load } from './helpers/config-files.ts'

const names = [
  'common',
  'config',
  'rule',
  'sink-file',
  'sink-http',
  'sink-kafka',
  'sink-log',
  'sink-mqtt',
  'sink-pubsub',
  'sink-service_bus',
  'sink-sns',
]
const schemas = new Map(names.map(name => [`${name}.schema.json`, read(`schemas/${name}.schema.json`)]))
const config = schemas.get('config.schema.json')!

function read(path: string): AnySchemaObject {
  return JSON.parse(readFileSync(join(packageFolder, path), 'utf8'))
}

/** As an editor has them: without the keywords that are ours. */
function plainValidators(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  for (const schema of schemas.values()) ajv.addSchema(schema)
  return ajv
}

/** Every schema inside a schema, with where it stands. */
function* inside(schema: AnySchemaObject, at: string): Generator<[at: string, schema: AnySchemaObject]> {
  yield [at, schema]
  for (const [keyword, value] of Object.entries(schema)) {
    if (['properties', 'patternProperties', '$defs'].includes(keyword))
      for (const [name, child] of Object.entries(value))
        yield* inside(child as AnySchemaObject, `${at}/${keyword}/${name}`)
    else if (
      ['items', 'additionalProperties', 'propertyNames'].includes(keyword) &&
      typeof value === 'object'
    )
      yield* inside(value, `${at}/${keyword}`)
  }
}

const everySchema = [...schemas].flatMap(([name, schema]) => [...inside(schema, name)])

test('every schema says what it is, by which dialect, under its file name', () => {
  for (const [name, schema] of schemas) {
    assert.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema')
    assert.equal(schema['$id'], name)
    assert.match(schema['title'], /^Sluice: /)
  }
})

test('an editor can explain every key', () => {
  const bare = everySchema.flatMap(([at, schema]) =>
    Object.entries<AnySchemaObject>(schema['properties'] ?? {})
      .filter(([, property]) => (property['description'] ?? described(property)) === undefined)
      .map(([name]) => `${at}/${name}`),
  )
  assert.deepEqual(bare, [])
})

function described(property: AnySchemaObject): string | undefined {
  return typeof property['$ref'] === 'string' ? resolve(property['$ref'], config)['description'] : undefined
}

test('wherever a text has a pattern, a reference may stand', () => {
  for (const [at, schema] of everySchema) {
    if (schema['pattern'] === undefined || at.endsWith('/propertyNames')) continue
    assert.match('$' + '{env:NAME}', new RegExp(schema['pattern'], 'u'), at)
    assert.ok(schema['patternErrorMessage'], at)
  }
})

test('limits and defaults with units are quantities, the default within the limits', () => {
  let seen = 0
  for (const [at, { atLeast, atMost, default: standard }] of everySchema) {
    if (atLeast === undefined && atMost === undefined) continue
    seen++
    for (const text of [atLeast, atMost, standard])
      if (text !== undefined) assert.notEqual(amount(text), undefined, at)
    assert.ok(amount(standard)! >= (atLeast === undefined ? 0 : amount(atLeast)!), at)
    assert.ok(amount(standard)! <= (atMost === undefined ? Number.POSITIVE_INFINITY : amount(atMost)!), at)
  }
  assert.ok(seen > 5)
})

test('every type of sink has its schema, and the configuration knows all of them', () => {
  const types = [...sinkTypes.keys()].sort()
  const files = globSync('sink-*.schema.json', { cwd: join(packageFolder, 'schemas') }).sort()
  assert.deepEqual(
    files,
    types.map(type => `sink-${type}.schema.json`),
  )
  assert.deepEqual(config['$defs'].sink.properties.type.enum.toSorted(), types)
  const chosen = config['$defs'].sink.allOf.map((choice: AnySchemaObject) => [
    choice['if'].properties.type.const,
    choice['then'].$ref,
  ])
  assert.deepEqual(
    chosen,
    types.map(type => [type, `sink-${type}.schema.json`]),
  )
})

test('an editor accepts the examples as they are written, references and all', () => {
  const ajv = plainValidators()
  const examples = globSync(['*.yaml', 'split/**/*.yaml', 'compose/sluice.yaml'], {
    cwd: join(packageFolder, 'config'),
  })
  assert.ok(examples.length > 8)
  for (const name of examples) {
    const main = !/split\/(rules|sinks)/.test(name)
    const validate = ajv.getSchema(main ? 'config.schema.json' : 'config.schema.json#/$defs/included')!
    validate(parse(readFileSync(join(packageFolder, 'config', name), 'utf8')))
    assert.deepEqual(validate.errors ?? [], [], name)
  }
})

test("an editor knows NetBox's conditions", () => {
  const ajv = plainValidators()
  const rule = (conditions: unknown) => ({
    name: 'a',
    object_types: ['dcim.device'],
    event_types: ['object_created'],
    sinks: ['crm'],
    conditions,
  })
  const good = [
    null,
    {},
    { attr: 'status.value', value: 'active' },
    { attr: 'a', op: 'in', value: [1, 'x'], negate: true },
    { attr: 'status', op: 'changed' },
    { and: [{ attr: 'a', value: null }, { or: [{ attr: 'b', op: 'gt', value: 1 }] }] },
  ]
  const bad = [
    { attr: 'a', op: 'eqq', value: 1 },
    { and: {} },
    { and: [], or: [] },
    { value: 1 },
    { attr: 'a', x: 1 },
    'x',
  ]
  for (const conditions of good)
    assert.ok(ajv.validate('rule.schema.json', rule(conditions)), JSON.stringify(conditions))
  for (const conditions of bad)
    assert.ok(!ajv.validate('rule.schema.json', rule(conditions)), JSON.stringify(conditions))
})

// ------------------------------------------------------------------------------- docs/configuration.md

interface Row {
  readonly key: string
  readonly standard: string
}

/** The headings of the reference, and the schema that each one's table is about. */
const sections: { readonly [heading: string]: string } = {
  'The whole file': 'config.schema.json',
  'The log: `embedded`': 'config.schema.json#/$defs/embedded',
  'The log: `kafka`': 'config.schema.json#/$defs/kafka',
  'SASL with a password': 'config.schema.json#/$defs/sasl_password',
  'SASL with a token': 'config.schema.json#/$defs/sasl_oauthbearer',
  Sources: 'config.schema.json#/$defs/source',
  'Ingest endpoints': 'config.schema.json#/$defs/endpoint',
  '`auth: { type: bearer }`': 'config.schema.json#/$defs/auth_bearer',
  'Admin tokens': 'config.schema.json#/$defs/admin_token',
  'Sinks of every type': 'common.schema.json#/$defs/sink',
  'Sinks of type `file`': 'sink-file.schema.json',
  'Sinks of type `http`': 'sink-http.schema.json',
  'Who we are: `auth: { type: basic }`': 'sink-http.schema.json#/$defs/auth_basic',
  'Who we are: `auth: { type: bearer }`': 'sink-http.schema.json#/$defs/auth_bearer',
  'Who we are: `auth: { type: header }`': 'sink-http.schema.json#/$defs/auth_header',
  'Who we are: `auth: { type: oauth2 }`': 'sink-http.schema.json#/$defs/auth_oauth2',
  'Who we are: `auth: { type: mtls }`': 'sink-http.schema.json#/$defs/auth_mtls',
  'Who we are: `auth: { type: aws_sigv4 }`': 'sink-http.schema.json#/$defs/auth_aws_sigv4',
  'Sinks of type `kafka`': 'sink-kafka.schema.json',
  'Sinks of type `log`': 'sink-log.schema.json',
  'Sinks of type `mqtt`': 'sink-mqtt.schema.json',
  'Sinks of type `pubsub`': 'sink-pubsub.schema.json',
  'Sinks of type `service_bus`': 'sink-service_bus.schema.json',
  'Sinks of type `sns`': 'sink-sns.schema.json',
  Rules: 'rule.schema.json',
  Conditions: 'rule.schema.json#/$defs/condition',
  TLS: 'common.schema.json#/$defs/tls',
}

function resolve(reference: string, within: AnySchemaObject): AnySchemaObject {
  const [file, pointer = ''] = reference.split('#')
  let schema = file === '' ? within : schemas.get(file!)!
  for (const step of pointer.split('/').slice(1)) schema = schema[step]
  return schema
}

/** What a table has to say: each key, those of mappings inside included, and its default. */
function rowsOf(schema: AnySchemaObject, within: AnySchemaObject, prefix = ''): readonly Row[] {
  return Object.entries<AnySchemaObject>(schema['properties'] ?? {}).flatMap(([name, property]) => {
    const key = prefix + name
    const required = schema['required']?.includes(name) === true
    const standard = property['default']
    const written = required ? 'required' : isEmptyMapping(standard) ? '' : `\`${textOf(standard)}\``
    const nested = property['properties'] === undefined ? [] : rowsOf(property, within, `${key}.`)
    return [{ key, standard: written }, ...nested]
  })
}

function isEmptyMapping(value: unknown): boolean {
  return value === undefined || value === null || JSON.stringify(value) === '{}'
}

function textOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
}

test('the reference lists every key of every schema with its default, and no other', () => {
  const text = readFileSync(join(packageFolder, 'docs/configuration.md'), 'utf8')
  const parts = new Map(text.split(/^##+ /m).map(part => [part.slice(0, part.indexOf('\n')), part]))
  for (const [heading, reference] of Object.entries(sections)) {
    const within = schemas.get(reference.split('#')[0]!)!
    const tables = [...(parts.get(heading) ?? '').matchAll(/^\| `([^`]+)` \| [^|]* \| ([^|]*?) ?\|/gm)]
    const found = tables.map(([, key, standard]) => ({
      key: key!,
      standard: standard!.replaceAll(', ', ',').replace(': ', ':'),
    }))
    const expected = rowsOf(resolve(reference, within), within).map(({ key, standard }) => ({
      key,
      standard: standard.replaceAll(', ', ',').replace(': ', ':'),
    }))
    assert.deepEqual(found, expected, heading)
  }
})

test('no group of keys is without its table', () => {
  const told = new Set(Object.values(sections))
  // Tables of their choices, or of what they name, stand in for these.
  const chosen = ['included', 'sink', 'log', 'sasl', 'auth', 'auth_none', 'sinks'].map(
    name => `config.schema.json#/$defs/${name}`,
  )
  chosen.push('sink-http.schema.json#/$defs/auth', 'sink-http.schema.json#/$defs/auth_none')
  const all = [...schemas].flatMap(([file, schema]) =>
    Object.entries<AnySchemaObject>(schema['$defs'] ?? {})
      .filter(([, definition]) => definition['properties'] !== undefined)
      .map(([name]) => `${file}#/$defs/${name}`),
  )
  const untold = all.filter(
    name => !told.has(name) && !chosen.includes(name) && name !== 'rule.schema.json#/$defs/set',
  )
  assert.deepEqual(untold, [])
})

test('the configuration that the reference begins with can be run', async t => {
  const text = readFileSync(join(packageFolder, 'docs/configuration.md'), 'utf8')
  const [, snippet] = /^```yaml\n(.*?)^```/ms.exec(text)!
  const { config: loaded, warnings } = await load(t, snippet!)
  assert.deepEqual(warnings, [])
  assert.equal(loaded.sinks.size, 1)
})
