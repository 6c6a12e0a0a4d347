import type { IncomingHttpHeaders } from 'node:http'
import { compilePaths, JsonError, scan, withoutMark } from '../json/index.ts'
import type { Header, NewRecord } from '../types.ts'
import { tooLarge } from './body.ts'
import { Refusal } from './refusal.ts'

export interface RecordOptions {
  readonly maxRecordBytes: number
  /** Most records of one request. */
  readonly maxRecords: number
  /** Key of a record from its bytes; null: none. */
  keyOf(value: Buffer): Buffer | null
}

const noPaths = compilePaths([])
const lineFeed = 0x0a

/** Whether the body holds one record per line: `application/x-ndjson` and its other names. Other types do not matter. */
export function isLines(contentType: string | undefined): boolean {
  return /^application\/(x-ndjson|ndjson|x-jsonlines|jsonl)\s*(;|$)/i.test(contentType ?? '')
}

/** One record of the whole body, which is kept as it came. @throws Refusal 400 or 413 */
export function oneRecord(body: Buffer, headers: IncomingHttpHeaders, options: RecordOptions): NewRecord {
  if (body.length === 0) throw new Refusal(400, 'empty', 'the body is empty; a JSON value is expected')
  return recordOf(body, recordHeaders(headers), options, {})
}

/** One record per line that is not blank; all are checked before any is given. @throws Refusal 400 or 413 */
export function lineRecords(
  body: Buffer,
  headers: IncomingHttpHeaders,
  options: RecordOptions,
): readonly NewRecord[] {
  const kept = recordHeaders(headers)
  const records: NewRecord[] = []
  let line = 0
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf(lineFeed, from)
    const end = feed < 0 ? body.length : feed
    line++
    const value = body.subarray(from, end)
    from = end + 1
    if (isBlank(value)) continue
    if (records.length === options.maxRecords) {
      const limit = options.maxRecords
      throw new Refusal(413, 'too_many', `more than ${limit} records in one request`, { details: { limit } })
    }
    records.push(recordOf(value, kept, options, { line }))
  }
  if (records.length === 0) throw new Refusal(400, 'empty', 'the body has no line with a JSON value')
  if (records.length > 1 && kept.some(({ name }) => name !== 'traceparent')) {
    // Records with one source id are one event: the second would be dropped as a duplicate of the first.
    throw new Refusal(
      400,
      'one_id_for_many',
      `the request's id header names one event, the body has ${records.length}`,
    )
  }
  return records
}

function recordOf(
  value: Buffer,
  headers: readonly Header[],
  { maxRecordBytes, keyOf }: RecordOptions,
  where: { readonly line?: number },
): NewRecord {
  if (value.length > maxRecordBytes) throw tooLarge(maxRecordBytes)
  try {
    scan(withoutMark(value), noPaths)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const line = where.line === undefined ? '' : `line ${where.line}, `
    const details = { ...where, position: error.position }
    throw new Refusal(400, 'not_json', `not JSON: ${line}${error.message}`, { details })
  }
  return { key: keyOf(value), value, headers }
}

/** What of the request's headers goes with each record: the trace context where it is valid, and the ids a producer gave. */
function recordHeaders(headers: IncomingHttpHeaders): readonly Header[] {
  const kept: Header[] = []
  const traceparent = headers['traceparent']
  if (typeof traceparent === 'string' && isTraceparent(traceparent)) {
    kept.push({ name: 'traceparent', value: Buffer.from(traceparent) })
  }
  for (const [name, recordName] of idHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && value !== '') {
      kept.push({ name: recordName, value: Buffer.from(value, 'latin1') }) // its bytes as they came
    }
  }
  return kept
}

const idHeaders = [
  ['sluice-source-id', 'source_id'],
  ['ce-id', 'ce_id'],
] as const

/** W3C Trace Context, 3.2: ids of zeros and version ff are invalid; later versions may say more at the end. */
function isTraceparent(text: string): boolean {
  const parts = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.{0,200})?$/.exec(text)
  if (parts === null) return false
  const [, version, trace, parent, more] = parts
  if (version === 'ff' || (version === '00' && more !== undefined)) return false
  return !/^0+$/.test(trace ?? '') && !/^0+$/.test(parent ?? '')
}

function isBlank(line: Buffer): boolean {
  return line.every(byte => byte === 0x20 || byte === 0x09 || byte === 0x0d)
}
