import type { Config } from '../../config/types.ts'
import { stringify } from '../../json/index.ts'
import type { EventWork, Work } from '../../outbox/owed.ts'
import type { Router } from '../../router.ts'
import { createMatcher } from '../../rules/index.ts'
import type { Json, LogRecord } from '../../types.ts'
import { silentRouter } from '../tools/router.ts'
import { topicsOf } from '../tools/topic.ts'
import { type Changes, count, noChanges } from './change.ts'

/** One of the two configurations that are compared. */
class Side {
  readonly config: Config
  /** Rules of which it was seen that an error ended their evaluation. */
  readonly failed = new Set<string>()
  readonly #router: Router
  readonly #topics: ReadonlySet<string>

  constructor(config: Config, logId: string) {
    this.config = config
    this.#topics = new Set(topicsOf(config))
    this.#router = silentRouter(
      config,
      logId,
      createMatcher({
        rules: config.rules,
        unmatched: config.unmatched.sinks,
        failed: rule => void this.failed.add(rule.name),
      }),
    )
  }

  /** Who would be owed the record; nobody where its topic is not read. */
  route(record: LogRecord): Work | undefined {
    return this.#topics.has(record.topic) ? this.#router.route(record) : undefined
  }
}

/** What two configurations do with the same records: counts and a few places, whatever their number. */
export class Comparison {
  records = 0
  /** By name; every sink and rule of either configuration. */
  readonly sinks: ReadonlyMap<string, Changes>
  readonly rules: ReadonlyMap<string, Changes>
  readonly before: Side
  readonly after: Side
  /** Sinks of both whose own settings differ: where and how they deliver is not compared. */
  readonly reconfigured: ReadonlySet<string>
  /** Sinks whose bodies differ whatever the event. */
  readonly #rewrapped: ReadonlySet<string>

  constructor(before: Config, after: Config, logId: string) {
    this.before = new Side(before, logId)
    this.after = new Side(after, logId)
    const sinks = [...before.sinks.keys(), ...after.sinks.keys(), 'undecodable']
    this.sinks = new Map(sinks.map(name => [name, noChanges()]))
    this.rules = new Map([...before.rules, ...after.rules].map(({ name }) => [name, noChanges()]))
    this.reconfigured = new Set([...before.sinks.keys()].filter(name => isReconfigured(name, before, after)))
    this.#rewrapped = new Set(sinks.filter(name => wrappingText(name, before) !== wrappingText(name, after)))
  }

  /** Counts what the record is to both. */
  add(record: LogRecord): void {
    this.records++
    const before = this.before.route(record)
    const after = this.after.route(record)
    if (before === undefined && after === undefined) return
    const place = `${record.topic}/${record.partition}@${record.offset}`
    tell(this.rules, rulesOf(before), rulesOf(after), place, () => false)
    tell(this.sinks, sinksOf(before), sinksOf(after), place, sink => this.#isChanged(sink, before, after))
  }

  #isChanged(sink: string, before: Work | undefined, after: Work | undefined): boolean {
    if (before === undefined || after === undefined || !('event' in before) || !('event' in after))
      return false
    return (
      this.#rewrapped.has(sink) ||
      before.event.key !== after.event.key ||
      actionText(sink, before) !== actionText(sink, after)
    )
  }
}

function tell(
  changes: ReadonlyMap<string, Changes>,
  before: readonly string[],
  after: readonly string[],
  place: string,
  isChanged: (name: string) => boolean,
): void {
  for (const name of before) {
    const kind = !after.includes(name) ? 'lost' : isChanged(name) ? 'changed' : 'unchanged'
    count(changes.get(name)!, kind, place)
  }
  for (const name of after) if (!before.includes(name)) count(changes.get(name)!, 'gained', place)
}

function rulesOf(work: Work | undefined): readonly string[] {
  return work !== undefined && 'match' in work ? work.match.rules.map(({ name }) => name) : []
}

function sinksOf(work: Work | undefined): readonly string[] {
  if (work === undefined) return []
  return 'match' in work ? work.match.sinks : ['undecodable']
}

/** What all bodies and ids of a sink are made with. */
function wrappingText(name: string, { sinks, identity, envelope }: Config): string {
  const sink = sinks.get(name)
  if (sink === undefined) return ''
  const { formerly, shape, body, fields, max_message_bytes, oversize } = sink
  return JSON.stringify([
    formerly || name,
    shape,
    body,
    fields,
    max_message_bytes,
    oversize,
    identity,
    envelope,
  ])
}

function isReconfigured(sink: string, before: Config, after: Config): boolean {
  const other = after.sinks.get(sink)
  return other !== undefined && JSON.stringify(other) !== JSON.stringify(before.sinks.get(sink))
}

/** The action data that a sink's rules add: of a key that several set, the first rule's value. */
function actionText(sink: string, { match }: EventWork): string {
  const data = match.rules.filter(rule => rule.sinks.includes(sink)).map(rule => rule.actionData ?? {})
  if (data.every(each => Object.keys(each).length === 0)) return ''
  return stringify(Object.assign({}, ...data.toReversed()) as Json)
}
