import type { Json } from '../types.ts'
import type { Findings, Path } from './findings.ts'
import { type Part, shownAt } from './part.ts'
import { list, record, text } from './tree.ts'

/** A sink or a rule, and where it stands. What it holds may still be wrong. */
export interface Entry {
  readonly name: string
  readonly part: Part
  readonly path: Path
  readonly value: { readonly [key: string]: Json }
}

/** The sinks of all files by name. A name that stands in two files is a problem. */
export function sinkEntries(parts: readonly Part[], findings: Findings): ReadonlyMap<string, Entry> {
  const sinks = new Map<string, Entry>()
  for (const part of parts)
    for (const [name, value] of Object.entries(record(record(part.checked)['sinks']))) {
      const path = ['sinks', name]
      const other = sinks.get(name)
      if (other === undefined) sinks.set(name, { name, part, path, value: record(value) })
      else
        findings.problem(
          part,
          path,
          `a sink of this name stands in ${placeOf(other)} too`,
          'rename one',
          'key',
        )
    }
  return sinks
}

/** The rules of all files, in rule order. A name that two rules have is a problem. */
export function ruleEntries(parts: readonly Part[], findings: Findings): readonly Entry[] {
  const rules: Entry[] = []
  const named = new Map<string, Entry>()
  for (const part of parts)
    for (const [index, item] of list(record(part.checked)['rules']).entries()) {
      const value = record(item)
      const rule: Entry = { name: text(value['name']), part, path: ['rules', index], value }
      rules.push(rule)
      const other = named.get(rule.name)
      if (rule.name === '') continue
      if (other === undefined) named.set(rule.name, rule)
      else {
        const path = [...rule.path, 'name']
        const message = `the rule in ${placeOf(other)} has the name ${JSON.stringify(shownAt(part, path))} too`
        findings.problem(part, path, message, 'each rule has its own')
      }
    }
  return rules
}

/** `rules/a.yaml:12` */
export function placeOf({ part, path }: Entry): string {
  return `${part.file}:${part.line(path, 'key')}`
}
