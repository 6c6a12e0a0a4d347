import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Log } from '../../../src/types.ts'
import { configFor, folderFor, openLog } from './fixtures.ts'

/** What killed processes were promised. */
interface Promised {
  /** Text by `partition/offset`. */
  readonly appended: Map<string, string>
  /** Highest offset by partition. */
  readonly committed: Map<number, number>
}

/** Kills appending processes one after the other at random moments, and checks after each what they were promised. */
export async function killAppenders(t: TestContext, kills: number): Promise<void> {
  const folder = folderFor(t)
  const promised: Promised = { appended: new Map(), committed: new Map() }
  for (let round = 0; round < kills; round++) {
    const lines = randomInt(1, 1_500)
    await killAfter(lines, folder, round, promised)
    const log = await openLog(t, configFor(folder))
    await check(log, promised, `round ${round}, killed after ${lines} lines`)
    await log.close()
  }
  t.diagnostic(`${promised.appended.size} acknowledged records, ${kills} kills`)
}

/** Runs an appender until it has said so much, kills it, and notes all that it said. */
async function killAfter(lines: number, folder: string, round: number, promised: Promised): Promise<void> {
  const program = fileURLToPath(new URL('./appender.ts', import.meta.url))
  const child = spawn(process.execPath, [program, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<string | null>(resolve => child.once('close', (_, signal) => resolve(signal)))
  let said = 0
  for await (const line of createInterface({ input: child.stdout })) {
    // The last one may be cut short.
    if (!line.endsWith('}')) continue
    const { appended, committed, partition, offset } = JSON.parse(line)
    if (appended !== undefined) promised.appended.set(`${partition}/${offset}`, appended)
    else promised.committed.set(partition, committed)
    if (++said === lines) child.kill('SIGKILL')
  }
  assert.equal(await gone, 'SIGKILL', 'the appender ended by itself')
}

/** Every promise is kept, offsets are unbroken, and each writer's records are in its order, none missing between two. */
async function check(log: Log, promised: Promised, when: string): Promise<void> {
  const bounds = (await log.bounds('events')) ?? []
  const found = new Map<string, string>()
  const next = new Map<string, number>()
  for (const [partition, { start, end }] of bounds.entries()) {
    assert.equal(start, 0, when)
    let offset = 0
    for await (const record of log.scan('events', partition, 0, end)) {
      assert.equal(record.offset, offset++, `${when}: offsets of partition ${partition}`)
      const text = String(record.value).trimEnd()
      found.set(`${partition}/${record.offset}`, text)
      const [round, writer, number] = text.split('/')
      const of = `${round}/${writer}`
      assert.equal(Number(number), next.get(of) ?? 0, `${when}: the order of writer ${of}`)
      next.set(of, Number(number) + 1)
    }
    assert.equal(offset, end, `${when}: the end of partition ${partition}`)
  }
  for (const [place, text] of promised.appended)
    assert.equal(found.get(place), text, `${when}: acknowledged at ${place}`)
  const committed = await log.committed('sluice', 'events')
  for (const [partition, offset] of promised.committed) {
    const commit = committed[partition]
    assert.ok((commit?.offset ?? -1) >= offset, `${when}: the commit of partition ${partition}`)
    assert.equal(commit?.metadata, `read ${commit?.offset}`, when)
  }
}
