import { bodyText } from '../request-text.ts'
import type { Prepared } from '../tools/deliveries.ts'
import { styled } from '../tools/style.ts'
import { bytesText, eventKeyText, lineText, sentenceText } from '../tools/value-text.ts'
import type { Decision, EventDecision } from './decision.ts'
import { ruleLines } from './rule-text.ts'

export interface DecisionTextOptions {
  /** Whether the bodies are shown. */
  readonly envelope: boolean
  /** Names of the rules that are shown; undefined: all. */
  readonly rules: ReadonlySet<string> | undefined
  /** Whether the record comes from the log; else its place is made up. */
  readonly placed: boolean
}

/** What becomes of a record, for people; control characters escaped. */
export function decisionText(decision: Decision, options: DecisionTextOptions): string {
  const lines = [recordLine(decision, options)]
  if (decision.kind === 'tombstone')
    lines.push('', `${styled('quiet', '–')} a tombstone: it has no value, is counted, and goes nowhere`)
  else if (decision.kind === 'undecodable') {
    lines.push('', `${styled('bad', '✖')} no event: ${sentenceText(decision.problem.message)}`)
    lines.push(`  no rule is asked; it becomes a dead letter in ${lineText(decision.deadLetters)}`)
  } else {
    const { event, rules } = decision
    lines.push(eventLine(decision, options), '')
    const shown = rules.filter(({ rule }) => options.rules?.has(rule.name) ?? true)
    for (const explanation of shown) lines.push(...ruleLines(explanation, event))
    if (rules.length === 0) lines.push('there is no rule')
    lines.push('', ...deliveryLines(decision, options.envelope))
  }
  return `${lines.join('\n')}\n`
}

function recordLine({ record }: Decision, { placed }: DecisionTextOptions): string {
  const { topic, partition, offset, value, key } = record
  const place = placed ? `${lineText(topic)}/${partition} offset ${offset}` : `as of ${lineText(topic)}`
  const keyed = key === null ? '' : `, key ${lineText(bytesText(key))}`
  return `record  ${place}, ${value?.length ?? 0} bytes${keyed}`
}

function eventLine({ event, bringsId }: EventDecision, { placed }: DecisionTextOptions): string {
  const type = `${lineText(event.type)} of ${lineText(event.objectType || event.model)}`
  const made = placed ? 'from its place in the log' : 'made up for now'
  return `event   ${type}, source id ${event.sourceId}${bringsId ? '' : ` (${made}: it brings none)`}`
}

function deliveryLines(decision: EventDecision, envelope: boolean): string[] {
  const { deliveries, matched, event } = decision
  if (deliveries.length === 0) return ['goes nowhere: no rule wants it, and `unmatched` names no sink']
  const lines: string[] = []
  if (!matched) lines.push('no rule wants it: it goes to the sinks of `unmatched`')
  const key = eventKeyText(event.key)
  for (const delivery of deliveries) {
    const { sink, rules, egressId, refused } = delivery
    const wanted = rules.length === 0 ? 'unmatched' : rules.map(rule => lineText(rule)).join(', ')
    lines.push(`→ ${styled('title', sink.name)} (${sink.type}), for ${wanted}`)
    lines.push(
      `    egress id ${egressId}, ${key === undefined ? 'no key: unordered' : `key ${lineText(key)}`}`,
    )
    if (refused !== '')
      lines.push(`    ${styled('bad', `it becomes a dead letter: ${sentenceText(refused)}`)}`)
    else if (envelope) lines.push(...bodyLines(delivery))
  }
  return lines
}

function bodyLines({ body }: Prepared): string[] {
  if (body === undefined) return []
  return bodyText({ body, length: body.length })
    .split('\n')
    .map(line => `    ${line}`)
}
