import { pathText } from '../../config/findings.ts'
import { stringify } from '../../json/index.ts'
import type { ConditionExplanation, Found, RuleExplanation } from '../../rules/explanation.ts'
import { printableLine } from '../../text.ts'
import type { Json, LogRecord } from '../../types.ts'
import type { Prepared } from '../tools/deliveries.ts'
import { bytesText, eventKeyText } from '../tools/value-text.ts'
import type { Decision, EventDecision } from './decision.ts'

/** What becomes of a record as one line of JSON; docs/tools.md describes it. */
export function decisionJson(decision: Decision, placed: boolean): string {
  // Within JSON a control character stands in texts only, where an escape means the same.
  return printableLine(stringify(shapeOf(decision, placed)))
}

function shapeOf(decision: Decision, placed: boolean): Json {
  const { kind } = decision
  const record = recordShape(decision.record, placed)
  switch (kind) {
    case 'tombstone':
      return { record, kind, rules: [], deliveries: [] }
    case 'undecodable':
      return {
        record,
        kind,
        problem: decision.problem.message,
        dead_letters: decision.deadLetters,
        rules: [],
        deliveries: [],
      }
    case 'event':
      return {
        record,
        kind,
        event: eventShape(decision),
        matched: decision.matched,
        rules: decision.rules.map(ruleShape),
        deliveries: decision.deliveries.map(delivery => deliveryShape(delivery, decision.event.key)),
      }
  }
}

function recordShape({ topic, partition, offset, timestamp, key, value }: LogRecord, placed: boolean): Json {
  const place = placed ? { partition, offset, timestamp } : { partition: null, offset: null, timestamp: null }
  return { topic, ...place, key: key === null ? null : bytesText(key), bytes: value?.length ?? 0 }
}

function eventShape({ event, bringsId }: EventDecision): Json {
  return {
    type: event.type,
    object_type: event.objectType,
    model: event.model,
    source_id: event.sourceId,
    source_id_given: bringsId,
    timestamp: event.timestamp,
    key: eventKeyText(event.key) ?? null,
  }
}

function ruleShape({ rule, verdict, where, conditions, error }: RuleExplanation): Json {
  return {
    name: rule.name,
    fired: verdict === 'fired',
    verdict,
    sinks: rule.sinks,
    where: where === undefined ? null : conditionShape(where),
    conditions: conditions === undefined ? null : conditionShape(conditions),
    error: error === undefined ? null : { path: pathText(error.path), message: error.message },
  }
}

/** Paths begin at the top of `where` or of `conditions`. */
function conditionShape(explanation: ConditionExplanation): Json {
  const path = pathText(explanation.path)
  if (explanation.kind === 'set') {
    const { logic, answer, members } = explanation
    return { path, logic, answer, members: members.map(conditionShape) }
  }
  const { attr, op, value, negate, answer, found, message } = explanation
  return {
    path,
    attr,
    op,
    ...(value === undefined ? {} : { value }),
    negate,
    answer,
    ...(found === undefined ? {} : { found: foundShape(found) }),
    ...(message === undefined ? {} : { error: message }),
  }
}

/** What is not there is left out. */
function foundShape(found: Found): Json {
  switch (found.kind) {
    case 'value':
      return { value: found.value }
    case 'snapshots':
      return {
        ...(found.before === undefined ? {} : { before: found.before }),
        ...(found.after === undefined ? {} : { after: found.after }),
      }
    default:
      return found.kind === 'no_data' ? { no_data: true } : {}
  }
}

function deliveryShape({ sink, rules, egressId, body, refused }: Prepared, key: string | undefined): Json {
  return {
    sink: sink.name,
    type: sink.type,
    rules,
    egress_id: egressId,
    key: eventKeyText(key) ?? null,
    body: body === undefined ? null : bytesText(body),
    refused: refused === '' ? null : refused,
  }
}
