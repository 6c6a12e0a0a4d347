/** Envelopes as a receiver sees them, held to the published schema. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/envelope-v1.schema.json', import.meta.url), 'utf8'),
) as { readonly properties: object }
const ajv = new Ajv2020({ strict: true, allErrors: true })
addFormats.default(ajv)
const validate = ajv.compile(schema)

const BEFORE_MESSAGE = ',"message":'

/** An envelope's members. `message` is parsed: where its bytes matter, see messageBytes. */
export interface Envelope {
  readonly version: 1
  readonly source_id: string
  readonly source_timestamp: string
  readonly source_type: string
  readonly source_type_docs: string
  readonly netbox_id: string
  readonly netbox_version: string
  readonly egress_environment: string
  readonly egress_id: string
  readonly egress_timestamp: string
  readonly egress_version: string
  readonly message: { readonly [name: string]: unknown }
}

/** Fails unless the body is an envelope by the schema, its members in the schema's order; gives it parsed. */
export function assertEnvelope(body: Buffer): Envelope {
  const envelope = JSON.parse(body.toString()) as Envelope
  assert.ok(validate(envelope), `${ajv.errorsText(validate.errors)} in ${body}`)
  assert.deepEqual(Object.keys(envelope), Object.keys(schema.properties))
  return envelope
}

/** The message's bytes as they stand in an envelope. */
export function messageBytes(body: Buffer): Buffer {
  const at = body.indexOf(BEFORE_MESSAGE)
  assert.ok(at > 0 && body.at(-1) === 0x7d, `no envelope: ${body}`)
  return body.subarray(at + BEFORE_MESSAGE.length, -1)
}
