import { styled } from '../tools/style.ts'
import { lineText } from '../tools/value-text.ts'
import { type Change, type Changes, changeKinds, differs } from './change.ts'
import type { Planned } from './plan.ts'

/** What would be delivered differently, for people: every sink, and the rules that differ. */
export function planText({ current, against, stretches, comparison }: Planned): string {
  const { records, sinks, rules, before, after } = comparison
  const changed = [...rules].filter(([, changes]) => differs(changes))
  const lines = [
    `${counted(records, 'record')} of ${counted(stretches.length, 'partition')}`,
    ...stretches.map(({ topic, partition, from, to }) =>
      styled('quiet', `  ${lineText(topic)}/${partition} from ${from} to before ${to}`),
    ),
    `${lineText(current)} → ${lineText(against)}`,
    '',
    ...table('sinks', shownSinks(sinks)),
    '',
    ...(changed.length === 0 ? ['no rule fires differently'] : table('rules', changed)),
  ]
  if (changed.length > 0 && changed.length < rules.size)
    lines.push(styled('quiet', `  ${counted(rules.size - changed.length, 'other rule')} as before`))
  for (const name of comparison.reconfigured)
    lines.push(
      styled('doubtful', `! ${name}: its settings differ; where and how it delivers is not compared`),
    )
  lines.push(...failureLines(before.failed, after.failed))
  return `${lines.join('\n')}\n`
}

/** `undecodable` is told where it has something to say. */
function shownSinks(sinks: ReadonlyMap<string, Changes>): [string, Changes][] {
  return [...sinks].filter(
    ([name, changes]) => name !== 'undecodable' || differs(changes) || changes.unchanged > 0,
  )
}

function table(title: string, rows: readonly (readonly [string, Changes])[]): string[] {
  const names = rows.map(([name]) => lineText(name))
  const width = Math.max(title.length, ...names.map(name => name.length + 2))
  const head = [...changeKinds, 'unchanged'].map(column => column.padStart(11)).join('')
  return [
    styled('title', `${title.padEnd(width)}${head}`),
    ...rows.flatMap(([, changes], index) => {
      const name = `  ${names[index]}`.padEnd(width)
      const counts = [...changeKinds.map(kind => changes[kind].count), changes.unchanged]
      const line = `${name}${counts.map(count => count.toLocaleString('en').padStart(11)).join('')}`
      const told = changeKinds.filter(kind => changes[kind].count > 0)
      return [
        told.length === 0 ? line : styled('doubtful', line),
        ...told.map(kind => styled('quiet', `    ${kind}: ${examplesText(changes[kind])}`)),
      ]
    }),
  ]
}

function examplesText({ count, examples }: Change): string {
  const more = count - examples.length
  return `${examples.map(place => lineText(place)).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''}`
}

function failureLines(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  return [...new Set([...before, ...after])].map(name => {
    const where = [...(before.has(name) ? ['current'] : []), ...(after.has(name) ? ['changed'] : [])]
    return styled('doubtful', `! ${lineText(name)}: errors end its evaluation (${where.join(' and ')})`)
  })
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}
