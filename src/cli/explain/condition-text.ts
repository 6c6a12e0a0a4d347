import type { Answer, ConditionExplanation, Found, LeafExplanation } from '../../rules/explanation.ts'
import { styled, type Tone } from '../tools/style.ts'
import { lineText, sentenceText, valueText } from '../tools/value-text.ts'

const marks: { readonly [answer in Answer]: readonly [mark: string, tone: Tone] } = {
  true: ['✔', 'good'],
  false: ['✖', 'bad'],
  error: ['!', 'doubtful'],
  skipped: ['·', 'quiet'],
}

/** Conditions as indented lines: what each asked, what it found, and what it said. */
export function conditionLines(explanation: ConditionExplanation, indent: string): string[] {
  const { answer } = explanation
  const [mark, tone] = marks[answer]
  if (explanation.kind === 'set') {
    const line = `${indent}${styled(tone, mark)} ${explanation.logic}`
    return [line, ...explanation.members.flatMap(member => conditionLines(member, `${indent}  `))]
  }
  const asked = questionText(explanation)
  const said = answer === 'skipped' ? 'not asked: the answer was settled before' : foundText(explanation)
  const lines = [`${indent}${styled(tone, mark)} ${asked}  ${styled('quiet', said)}`]
  if (explanation.message !== undefined)
    lines.push(`${indent}    ${styled('doubtful', `error: ${sentenceText(explanation.message)}`)}`)
  return lines
}

/** `not status.value eq "active"` */
function questionText({ attr, op, value, negate }: LeafExplanation): string {
  const wanted = value === undefined ? '' : ` ${valueText(value)}`
  return `${negate ? 'not ' : ''}${lineText(attr)} ${op}${wanted}`
}

function foundText({ found }: LeafExplanation): string {
  return found === undefined ? '' : textOf(found)
}

function textOf(found: Found): string {
  switch (found.kind) {
    case 'value':
      return `found ${valueText(found.value)}`
    case 'missing':
      return 'found nothing there'
    case 'no_data':
      return 'the event has no data: false, also negated'
    case 'snapshots':
      return `before ${sideText(found.before)}, after ${sideText(found.after)}`
  }
}

function sideText(value: Parameters<typeof valueText>[0] | undefined): string {
  return value === undefined ? 'nothing there' : valueText(value)
}
