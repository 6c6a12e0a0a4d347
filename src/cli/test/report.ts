import { ruleLines } from '../explain/rule-text.ts'
import { styled } from '../tools/style.ts'
import { lineText, sentenceText } from '../tools/value-text.ts'
import type { Failure, Result } from './result.ts'

// A failure is told by the first of the rules that explain it.
const mostRules = 10

/** A group's results as lines, as a test runner prints them. */
export function groupLines(title: string, results: readonly Result[]): string[] {
  return [styled('title', lineText(title)), ...results.flatMap(resultLines)]
}

function resultLines({ example, failure }: Result): string[] {
  const name = lineText(example.name)
  if (failure === undefined) return [`  ${styled('good', '✔')} ${name}`]
  return [`  ${styled('bad', '✖')} ${name}`, ...failureLines(failure).map(line => `      ${line}`)]
}

function failureLines({ lines, why, event }: Failure): string[] {
  const told = lines.map(line => styled('bad', sentenceText(line)))
  if (event === undefined) return told
  const shown = why.slice(0, mostRules).flatMap(explanation => ruleLines(explanation, event))
  if (shown.length === 0)
    shown.push(`no rule is for ${lineText(event.type)} of ${lineText(event.objectType || event.model)}`)
  const more = why.length > mostRules ? [`and ${why.length - mostRules} more rules`] : []
  return [...told, ...shown, ...more]
}

/** The closing count. */
export function countLine(passed: number, failed: number): string {
  const all = passed + failed
  const text = `${all} ${all === 1 ? 'example' : 'examples'}: ${passed} as expected, ${failed} not`
  return styled(failed === 0 ? 'good' : 'bad', text)
}
