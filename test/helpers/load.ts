/** Events for tests under load: ids count up, keys repeat, and each has a source id of its own. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { Log, NewRecord } from '../../src/types.ts'

const keys = 200

/** The event of an id, and its key: the same at each call. */
export function loadEvent(id: number): { key: string; value: Buffer } {
  const key = `device-${id % keys}`
  const hex = createHash('sha1').update(`load ${id}`).digest('hex')
  const sourceId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  const data = {
    id,
    key,
    name: `device ${id}`,
    status: { value: 'active', label: 'Active' },
    comments: 'x'.repeat(400),
  }
  const event = { source_id: sourceId, event: 'updated', object_type: 'dcim.device', data }
  return { key, value: Buffer.from(JSON.stringify(event)) }
}

/** Appends the events 1 … `count` to a log, in order. Tries again until it is told that they are in. */
export async function appendLoad(
  log: Log,
  topic: string,
  count: number,
  signal?: AbortSignal,
): Promise<void> {
  for (let id = 1; id <= count && signal?.aborted !== true; id += 200) {
    const records = Array.from({ length: Math.min(200, count - id + 1) }, (_, n) => recordOf(id + n))
    await untilTaken(() => log.append(topic, records), signal)
  }
}

/**
 * Posts the events 1 … `count` to HTTP in, as newline-delimited JSON, until each is accepted: what a sender does that
 * must not lose anything. Events of one key go one after the other.
 */
export async function postLoad(url: () => string, count: number, signal?: AbortSignal): Promise<void> {
  const agent = new Agent({ connections: 16 })
  // Each lane has keys of its own.
  const lanes = Array.from({ length: 10 }, async (_, lane) => {
    const ids: number[] = []
    for (let id = 1; id <= count; id++) if (id % 10 === lane) ids.push(id)
    for (let at = 0; at < ids.length && signal?.aborted !== true; at += 20) {
      const body = ids.slice(at, at + 20).map(id => loadEvent(id).value.toString())
      await untilTaken(() => post(url(), `${body.join('\n')}\n`, agent), signal)
    }
  })
  await Promise.all(lanes)
  await agent.destroy()
}

function recordOf(id: number): NewRecord {
  const { key, value } = loadEvent(id)
  return { key: Buffer.from(key), value }
}

async function post(url: string, body: string, dispatcher: Agent): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  const response = await request(url, { method: 'POST', headers, body, dispatcher })
  const text = await response.body.text()
  if (response.statusCode !== 202) throw new Error(`answered ${response.statusCode}: ${text}`)
}

async function untilTaken(take: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const end = performance.now() + 180_000
  for (;;) {
    try {
      await take()
      return
    } catch (error) {
      if (signal?.aborted === true) return
      if (performance.now() > end) throw error
      await sleep(50)
    }
  }
}
