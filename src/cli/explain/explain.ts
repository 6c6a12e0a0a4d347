import { suggest } from '../../config/suggest.ts'
import type { Config } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import type { Header } from '../../types.ts'
import { loadFor } from '../config-file.ts'
import { readInput } from '../tools/input-file.ts'
import { withLog } from '../tools/open-log.ts'
import { chooseTopic, topicsOf } from '../tools/topic.ts'
import { type Decision, decide } from './decision.ts'
import { decisionJson } from './decision-json.ts'
import { decisionText } from './decision-text.ts'
import { looseRecord, recordAt } from './record.ts'

/** What the command line says. */
export interface ExplainOptions {
  /** A file, or `-`; else the record of the place is explained. */
  readonly event?: string
  readonly topic?: string
  readonly partition?: number
  readonly offset?: number
  readonly header: readonly Header[]
  readonly key?: string
  readonly rule: readonly string[]
  readonly envelope?: boolean
  readonly json?: boolean
}

/** What becomes of an event by a configuration, and why: as text or as a line of JSON. Nothing is sent. */
export async function explain(file: string, options: ExplainOptions): Promise<string> {
  check(options)
  const { config } = await loadFor(file)
  const rules = rulesOf(config, options.rule)
  const decision = await decisionOf(config, options)
  const placed = options.event === undefined
  if (options.json === true) return `${decisionJson(only(decision, rules), placed)}\n`
  return decisionText(decision, { envelope: options.envelope === true, rules, placed })
}

function check({ event, offset, partition, header, key }: ExplainOptions): void {
  if (event === undefined && offset === undefined)
    throw usage('what is to be explained?', '--event FILE, or --topic, --partition and --offset of a record')
  if (event !== undefined && (offset !== undefined || partition !== undefined))
    throw usage(
      '--event is a message from a file, --partition and --offset name one of the log: only one of them',
    )
  if (event === undefined && (header.length > 0 || key !== undefined))
    throw usage('--header and --key belong to --event: a record of the log has its own')
}

async function decisionOf(config: Config, options: ExplainOptions): Promise<Decision> {
  const { event, offset = 0, partition = 0, header, key } = options
  const topic = chooseTopic(topicsOf(config), options.topic)
  if (event === undefined)
    return withLog(config.log, async log =>
      decide(await recordAt(log, { topic, partition, offset }), config, log.id),
    )
  const message = {
    topic,
    value: await readInput(event),
    headers: header,
    key: key === undefined ? null : Buffer.from(key),
  }
  return decide(looseRecord(message, Date.now()), config, '')
}

function rulesOf({ rules }: Config, named: readonly string[]): ReadonlySet<string> | undefined {
  if (named.length === 0) return undefined
  const known = rules.map(({ name }) => name)
  for (const name of named)
    if (!known.includes(name)) throw usage(`there is no rule ${JSON.stringify(name)}`, suggest(name, known))
  return new Set(named)
}

function only(decision: Decision, names: ReadonlySet<string> | undefined): Decision {
  if (names === undefined || decision.kind !== 'event') return decision
  return { ...decision, rules: decision.rules.filter(({ rule }) => names.has(rule.name)) }
}

function usage(message: string, hint = ''): SluiceError {
  return new SluiceError('usage', message, { hint })
}
