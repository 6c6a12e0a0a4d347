import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2020.js'
import { SluiceError } from '../errors.ts'
import { packageFolder } from '../package.ts'
import type { Json } from '../types.ts'
import { address, amount } from './units.ts'

/** What a schema says about one value beyond its shape. */
export interface Mark {
  /** Text that becomes a number, an address or an absolute path. */
  readonly unit?: Unit
  /** What a summary shows instead: `configured`, or of an address its scheme and host. */
  readonly mask?: 'secret' | 'value' | 'origin'
}

export type Unit = 'duration' | 'size' | 'rate' | 'address' | 'path'

/** What checking a value found; the defaults are filled in in place. */
export interface Verdict {
  readonly errors: readonly ErrorObject[]
  /** By JSON pointer. */
  readonly marks: ReadonlyMap<string, Mark>
}

/** Checks a main file's value, or an included file's. */
export function checkSchema(value: Json, kind: 'main' | 'included'): Verdict {
  const validate = validators().getSchema(
    kind === 'main' ? 'config.schema.json' : 'config.schema.json#/$defs/included',
  )
  if (validate === undefined) throw new SluiceError('internal', `no schema for a ${kind} file`)
  const recorder: Recorder = { marks: new Map() }
  validate.call(recorder, value)
  return { errors: validate.errors ?? [], marks: recorder.marks }
}

/** The schema that a reference such as `common.schema.json#/$defs/sink` names. */
export function schemaOf(reference: string): AnySchemaObject {
  const schema = validators().getSchema(reference)?.schema
  return typeof schema === 'object' ? schema : {}
}

interface Recorder {
  readonly marks: Map<string, Mark>
}

let compiled: Ajv2020 | undefined

function validators(): Ajv2020 {
  return (compiled ??= compile(join(packageFolder, 'schemas')))
}

function compile(folder: string): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: true,
    allowUnionTypes: true,
    useDefaults: true,
    verbose: true,
    passContext: true,
  })
  ajv.removeKeyword('writeOnly')
  ajv.addKeyword({ keyword: 'writeOnly', schemaType: 'boolean', validate: recordMark })
  ajv.addKeyword({ keyword: 'mask', schemaType: 'string', validate: recordMark })
  ajv.addKeyword({ keyword: 'unit', schemaType: 'string', validate: recordMark })
  ajv.addKeyword({ keyword: 'atLeast', schemaType: 'string', validate: isAtLeast })
  ajv.addKeyword({ keyword: 'atMost', schemaType: 'string', validate: isAtMost })
  ajv.addKeyword({ keyword: 'patternErrorMessage', schemaType: 'string' })
  const names = [
    'common',
    'rule',
    'sink-file',
    'sink-http',
    'sink-kafka',
    'sink-log',
    'sink-mqtt',
    'sink-pubsub',
    'sink-service_bus',
    'sink-sns',
    'config',
  ]
  for (const name of names) ajv.addSchema(load(join(folder, `${name}.schema.json`)))
  return ajv
}

function load(file: string): AnySchemaObject {
  const schema = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    // In a file a reference may stand in place of the text; here it has been replaced.
    key === 'pattern' && typeof value === 'string' ? value.replace(/\|\\\$\\\{$/, '') : value,
  )
  // Described for editors; what is checked, and said, is NetBox's own validation.
  for (const key of ['conditions', 'where'])
    if (schema.properties?.[key] !== undefined) schema.properties[key] = { default: null }
  return schema
}

interface At {
  readonly instancePath: string
}

function recordMark(this: Recorder, _: unknown, value: unknown, schema?: AnySchemaObject, at?: At): boolean {
  const pointer = at?.instancePath ?? ''
  const mask = schema?.['writeOnly'] === true ? 'secret' : schema?.['mask']
  const unit = schema?.['unit']
  const before = this.marks.get(pointer)
  this.marks.set(pointer, {
    ...before,
    ...(mask && before?.mask !== 'secret' && { mask }),
    ...(unit && { unit }),
  })
  if (typeof value !== 'string' || unit === undefined) return true
  if (unit === 'address') return value === 'none' || address(value) !== undefined
  return unit === 'path' || amount(value) !== undefined
}

function isAtLeast(limit: string, value: unknown): boolean {
  return compare(value, limit) >= 0
}

function isAtMost(limit: string, value: unknown): boolean {
  return compare(value, limit) <= 0
}

/** 0 where there is nothing to compare: something else is wrong with it. */
function compare(value: unknown, limit: string): number {
  const found = typeof value === 'string' ? amount(value) : undefined
  return found === undefined ? 0 : found - amount(limit)!
}
