/**
 * NetBox change events and log records for tests and benchmarks. Deterministic: the same options give the same bytes.
 */
import type { Header, LogRecord } from '../../src/types.ts'

/** Bytes of the benchmarks' small event. */
export const SMALL = 1_015
/** Bytes of the benchmarks' large event. */
export const LARGE = 5_974

/** What to make; every part has a default. */
export interface EventOptions {
  /** `data.id`; counts up from 1 where not given. */
  readonly id?: number
  /** As on the wire: `created`, `updated` (default), `deleted`. */
  readonly event?: string
  /** `dcim.device` by default. */
  readonly objectType?: string
  /** Bytes exactly, at least about 700; `SMALL` by default. */
  readonly size?: number
  /** ISO 8601; counts up with the id by default. */
  readonly timestamp?: string
  /** Top-level `source_id`; none by default. */
  readonly sourceId?: string
  /** `data.status.value`; `active` by default. */
  readonly status?: string
  /** `data.site.slug`; one of 50 by the id by default. */
  readonly site?: string
  /** Further members of `data`; they replace those of the same name. */
  readonly data?: { readonly [name: string]: unknown }
}

let lastId = 0

/** A NetBox 4.7 change event as JSON without blanks, of exactly `size` bytes. */
export function netboxEvent(options: EventOptions = {}): Buffer {
  const id = options.id ?? ++lastId
  const size = options.size ?? SMALL
  const event = options.event ?? 'updated'
  const status = options.status ?? 'active'
  const data = { ...deviceData(id, status, options.site ?? `site-${id % 50}`), ...options.data }
  const snapshot = { name: `device-${id}`, status, site: (id % 50) + 1, tags: ['core', 'leased'] }
  const payload = {
    ...(options.sourceId === undefined ? {} : { source_id: options.sourceId }),
    event,
    timestamp: options.timestamp ?? new Date(1_761_733_800_000 + id).toISOString().replace('Z', '456+00:00'),
    object_type: options.objectType ?? 'dcim.device',
    request: { id: requestId(id), method: 'PATCH', path: `/api/dcim/devices/${id}/`, user: 'admin' },
    data,
    snapshots: {
      prechange: event === 'created' ? null : { ...snapshot, status: 'planned' },
      postchange: event === 'deleted' ? null : snapshot,
    },
  }
  fill(data, size - Buffer.byteLength(JSON.stringify(payload)))
  return Buffer.from(JSON.stringify(payload))
}

/** A record as a log would give it. */
export function logRecord(value: Buffer | string | null, fields: Partial<LogRecord> = {}): LogRecord {
  return {
    topic: 'netbox.events',
    partition: 0,
    offset: 0,
    timestamp: 1_761_733_800_000, // 2025-10-29T10:30:00Z
    key: null,
    headers: [],
    ...fields,
    value: typeof value === 'string' ? Buffer.from(value) : value,
  }
}

/** Headers from pairs; a name may repeat. */
export function headers(...pairs: readonly (readonly [name: string, value: string])[]): readonly Header[] {
  return pairs.map(([name, value]) => ({ name, value: Buffer.from(value) }))
}

function deviceData(id: number, status: string, site: string): Record<string, unknown> {
  return {
    id,
    url: `/api/dcim/devices/${id}/`,
    name: `device-${id}`,
    status: { value: status, label: status.charAt(0).toUpperCase() + status.slice(1) },
    site: { id: 1 + (id % 50), name: `Site ${site}`, slug: site },
    tags: [{ id: 3, name: 'core', slug: 'core', color: '4caf50' }],
    custom_fields: {},
    comments: '',
  }
}

/** Adds custom fields of usual length until `missing` bytes are used up, the rest as comments. */
function fill(data: Record<string, unknown>, missing: number): void {
  const fields: Record<string, unknown> = { ...(data['custom_fields'] as object) }
  const empty = Object.keys(fields).length === 0
  let left = missing
  for (let n = 0; left > 120; n++) {
    const value = FILLERS[n % FILLERS.length]
    if (n === 0 && empty) left += 1 // no comma before the first
    left -= Buffer.byteLength(`,"field_${n}":${JSON.stringify(value)}`)
    fields[`field_${n}`] = value
  }
  if (left < 0) throw new RangeError(`an event of that size cannot be made: ${-left} bytes too few`)
  data['custom_fields'] = fields
  data['comments'] += 'Installed by the field team. '.repeat(6).slice(0, left)
}

const FILLERS = [
  'rack row B',
  42,
  null,
  { id: 17, name: 'Contract 2025', url: '/api/plugins/contracts/17/' },
  true,
  ['10.0.0.1/24', '2001:db8::1/64'],
  3.5,
  'Zürich, Hardbrücke',
]

function requestId(id: number): string {
  return `17af32f0-852a-46ca-a7d4-${id.toString(16).padStart(12, '0')}`
}
