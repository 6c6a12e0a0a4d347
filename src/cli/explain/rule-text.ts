import { pathText } from '../../config/findings.ts'
import type { RuleExplanation, Verdict } from '../../rules/explanation.ts'
import type { Event } from '../../types.ts'
import { styled, type Tone } from '../tools/style.ts'
import { lineText } from '../tools/value-text.ts'
import { conditionLines } from './condition-text.ts'

const marks: { readonly [verdict in Verdict]: readonly [mark: string, tone: Tone] } = {
  fired: ['✔', 'good'],
  where: ['✖', 'bad'],
  conditions: ['✖', 'bad'],
  error: ['!', 'doubtful'],
  disabled: ['–', 'quiet'],
  object_type: ['–', 'quiet'],
  event_type: ['–', 'quiet'],
}

/** A rule as lines: whether it fired, why, and what each of its conditions said. */
export function ruleLines(explanation: RuleExplanation, event: Event): string[] {
  const { rule, verdict, where, conditions } = explanation
  const [mark, tone] = marks[verdict]
  const title = `${styled(tone, mark)} ${styled('title', lineText(rule.name))}: ${whyText(explanation, event)}`
  const lines = [title]
  // The rule's own conditions are what most people look for: `where` says that it is something else.
  if (where !== undefined) lines.push(`    ${styled('quiet', 'where')}`, ...conditionLines(where, '      '))
  if (where !== undefined && conditions !== undefined) lines.push(`    ${styled('quiet', 'conditions')}`)
  if (conditions !== undefined)
    lines.push(...conditionLines(conditions, where === undefined ? '    ' : '      '))
  return lines
}

/** Why a rule fired or did not, in words. */
export function whyText({ rule, verdict, where, conditions, error }: RuleExplanation, event: Event): string {
  switch (verdict) {
    case 'fired':
      return where === undefined && conditions === undefined
        ? 'fires, it has no conditions'
        : `fires, for ${lineText(rule.sinks.join(', '))}`
    case 'disabled':
      return 'is disabled'
    case 'object_type':
      return `is for ${lineText(rule.objectTypes.join(', '))}; this is ${lineText(event.objectType || event.model)}`
    case 'event_type':
      return `is for ${lineText(rule.eventTypes.join(', '))}; this is ${lineText(event.type)}`
    case 'where':
      return 'does not fire, its `where` is false'
    case 'conditions':
      return 'does not fire, its conditions are false'
    case 'error':
      return `does not fire, for an error in ${pathText(error?.path ?? [])}`
  }
}
