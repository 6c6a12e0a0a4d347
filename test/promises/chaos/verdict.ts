/** What a run has shown, by what stands in the books of the receivers and in the log. */
import { loadEvent } from '../../helpers/load.ts'
import { until } from '../../helpers/until.ts'
import { heal } from './faults.ts'
import { type Rig, type RigSink, WINDOW } from './rig.ts'
import type { Happening } from './schedule.ts'

/** What came of one sink. */
export interface SinkVerdict {
  readonly sink: string
  readonly arrived: number
  readonly deadLetters: number
  /** Neither arrived nor in its dead letters. */
  readonly lost: readonly number[]
  readonly duplicates: number
  readonly allowed: number
  /** Order broken, another id, other bytes. */
  readonly violations: readonly string[]
}

/** What came of a run. */
export interface Verdict {
  readonly sent: number
  /** Answered with 202, and not in the log. */
  readonly unwritten: readonly number[]
  readonly sinks: readonly SinkVerdict[]
  readonly good: boolean
}

/** Makes everything good, waits until all is settled, ends the instances, and looks. */
export async function judge(rig: Rig, happened: readonly Happening[], patience: number): Promise<Verdict> {
  for (const sink of rig.sinks) heal(sink)
  const said = () => rig.slots.map(slot => slot.said).join('\n')
  await rig.flow.stop().catch(error => {
    throw new Error(`${error}\n${said()}`)
  })
  const { sent } = rig.flow
  const owed = () => rig.sinks.map(({ name, ledger }) => `${name} ${missingOf(ledger, sent).length}`)
  await until(
    () => rig.sinks.every(({ ledger }) => missingOf(ledger, sent).length === 0),
    'every event',
    patience,
  ).catch(error => {
    throw new Error(`${error}; of ${sent} are missing: ${owed().join(', ')}\n${said()}`)
  })
  await until(() => isSettled(rig), 'everything settled', patience).catch(error => {
    throw new Error(`${error}\n${said()}`)
  })
  for (const slot of rig.slots) await slot.end()
  const log = await rig.open()
  const allowed = happened.reduce((sum, { ends }) => sum + ends, 0) * WINDOW
  const sinks: SinkVerdict[] = []
  for (const sink of rig.sinks) {
    const letters = await deadLetters(log, sink)
    const { ledger, name } = sink
    sinks.push({
      sink: name,
      arrived: ledger.arrived.size,
      deadLetters: letters.ids.size,
      lost: ledger.missing(sent).filter(id => !letters.ids.has(id)),
      duplicates: ledger.duplicates,
      allowed,
      violations: [...ledger.violations, ...letters.violations],
    })
  }
  const unwritten = await missingInLog(log, sent)
  const good =
    unwritten.length === 0 &&
    sinks.every(
      ({ lost, duplicates, violations }) =>
        lost.length === 0 && duplicates <= allowed && violations.length === 0,
    )
  return { sent, unwritten, sinks, good }
}

/** Those that have not come, or came and were refused. */
function missingOf(ledger: RigSink['ledger'], sent: number): number[] {
  return ledger.missing(sent).filter(id => !ledger.refused.has(id))
}

async function isSettled({ slots, partitions }: Rig): Promise<boolean> {
  const lags = await Promise.all(slots.map(slot => slot.lag()))
  const sum = (of: 'partitions' | 'offsets') => lags.reduce((total, lag) => total + lag[of], 0)
  return sum('partitions') === partitions && sum('offsets') === 0
}

/** The log, read whole. */
async function missingInLog(log: Awaited<ReturnType<Rig['open']>>, sent: number): Promise<number[]> {
  const written = new Set<number>()
  for (const [partition, { start, end }] of ((await log.bounds('events')) ?? []).entries())
    for await (const { value } of log.scan('events', partition, start, end)) written.add(idOf(value))
  return Array.from({ length: sent }, (_, n) => n + 1).filter(id => !written.has(id))
}

function idOf(value: Buffer | null): number {
  return Number(/"data":\{"id":(\d+)/.exec(value?.toString() ?? '')?.[1])
}

async function deadLetters(
  log: Awaited<ReturnType<Rig['open']>>,
  { name }: RigSink,
): Promise<{ readonly ids: ReadonlySet<number>; readonly violations: readonly string[] }> {
  const topic = `dead-letters.${name}`
  const ids = new Set<number>()
  const violations: string[] = []
  for (const [partition, { start, end }] of ((await log.bounds(topic)) ?? []).entries())
    for await (const { value, offset } of log.scan(topic, partition, start, end)) {
      const id = idOf(value)
      if (value?.equals(loadEvent(id).value) === true) ids.add(id)
      else violations.push(`dead letter ${topic}/${partition}/${offset} is not what was sent`)
    }
  return { ids, violations }
}
