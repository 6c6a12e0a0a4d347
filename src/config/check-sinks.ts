import { sinkId } from '../positions.ts'
import { type Entry, placeOf } from './entries.ts'
import type { Findings } from './findings.ts'
import { shownAt } from './part.ts'
import { record, text } from './tree.ts'
import { duration } from './units.ts'

/** The built-in sink that undecodable records belong to. */
const reserved = 'undecodable'

/** What a sink's own schema cannot see: its name among the others, and keys that depend on each other. */
export function checkSinks(sinks: ReadonlyMap<string, Entry>, findings: Findings): void {
  const claimed = new Map<string, { name: string; place: string }>()
  claimed.set(sinkId(reserved), { name: reserved, place: '' })
  for (const sink of sinks.values()) {
    checkName(sink, claimed, findings)
    checkRetry(sink, findings)
  }
  const formerly = new Map<string, Entry>()
  for (const sink of sinks.values()) checkFormerly(sink, sinks, formerly, findings)
}

function checkName(
  sink: Entry,
  claimed: Map<string, { name: string; place: string }>,
  findings: Findings,
): void {
  const { name, part, path } = sink
  if (name === reserved) {
    findings.problem(
      part,
      path,
      `the name "${reserved}" is taken by a sink that is built in`,
      'rename it',
      'key',
    )
    return
  }
  // Commits name a sink by a few characters of its name's hash; two sinks with one would share their positions.
  const id = sinkId(name)
  const other = claimed.get(id)
  if (other === undefined) claimed.set(id, { name, place: placeOf(sink) })
  else {
    const where = other.place === '' ? 'which is built in' : `in ${other.place}`
    findings.problem(
      part,
      path,
      `by chance has the short id of the sink "${other.name}", ${where}`,
      'rename one',
      'key',
    )
  }
}

function checkFormerly(
  sink: Entry,
  sinks: ReadonlyMap<string, Entry>,
  seen: Map<string, Entry>,
  findings: Findings,
): void {
  const before = text(sink.value['formerly'])
  if (before === '') return
  const shown = shownAt(sink.part, [...sink.path, 'formerly'])
  const report = (message: string, hint = '') =>
    findings.problem(sink.part, [...sink.path, 'formerly'], message, hint)
  const present = sinks.get(before)
  const other = seen.get(before)
  seen.set(before, sink)
  if (before === sink.name) report('is the name that the sink has now', 'leave it out')
  else if (before === reserved) report(`"${reserved}" is built in; no sink ever had that name`)
  else if (present !== undefined)
    report(
      `a sink of the name "${shown}" is there: ${placeOf(present)}`,
      'two cannot go on from the same positions',
    )
  else if (other !== undefined)
    report(
      `the sink "${other.name}" in ${placeOf(other)} had that name too`,
      'two cannot go on from the same positions',
    )
  else {
    const taken = [...sinks.keys()].find(name => name !== sink.name && sinkId(name) === sinkId(before))
    if (taken !== undefined) report(`by chance has the short id of the sink "${taken}"`, 'rename that one')
  }
}

function checkRetry(sink: Entry, findings: Findings): void {
  const retry = record(sink.value['retry'])
  const initial = duration(text(retry['initial']))
  const max = duration(text(retry['max']))
  if (initial === undefined || max === undefined || initial <= max) return
  const [shownInitial, shownMax] = ['initial', 'max'].map(key =>
    shownAt(sink.part, [...sink.path, 'retry', key]),
  )
  const message = `the first wait, ${shownInitial}, is longer than the longest, ${shownMax} (max)`
  findings.problem(sink.part, [...sink.path, 'retry', 'initial'], message)
}
