import { resolve } from 'node:path'
import type { Json } from '../types.ts'
import type { Entry } from './entries.ts'
import type { Findings, Path } from './findings.ts'
import { pathText } from './findings.ts'
import type { Part } from './part.ts'
import { list, record, text } from './tree.ts'

/** Which topic is read, appended to and given dead letters, and that these do not get into each other's way. */
export function checkTopics(main: Part, sinks: ReadonlyMap<string, Entry>, findings: Findings): void {
  const topics = sourceTopics(main, findings)
  const config = record(main.checked)
  for (const [path, endpoint] of Object.entries(record(record(config['ingest'])['endpoints']))) {
    const topic = text(record(endpoint)['topic'])
    if (topic !== '' && !topics.has(topic)) topics.set(topic, ['ingest', 'endpoints', path, 'topic'])
  }
  if (config['ingest'] !== undefined && record(config['ingest'])['endpoints'] === undefined)
    topics.set('events', ['ingest'])
  // Where something else is wrong, a misspelt key may be all that is missing.
  if (config['sources'] === undefined && config['ingest'] === undefined && !findings.failed)
    findings.problem(
      main,
      [],
      'nothing is read: there are neither `sources` nor `ingest`',
      whatToAdd(config['log']),
    )
  checkDeadLetters(main, topics, ['undecodable', ...sinks.keys()], findings)
  checkAppended(main, topics, sinks, findings)
}

/** A sink that appends where the same router reads, or keeps dead letters, feeds itself. Where events choose, it shows then. */
function checkAppended(
  main: Part,
  topics: ReadonlyMap<string, Path>,
  sinks: ReadonlyMap<string, Entry>,
  findings: Findings,
): void {
  const config = record(main.checked)
  const deadLetters = record(config['dead_letters'])
  const letters = deadLetters['log'] ?? config['log']
  for (const { name, part, path, value } of sinks.values()) {
    const log = value['type'] === 'log' ? config['log'] : value['type'] === 'kafka' ? value : undefined
    if (log === undefined) continue
    const topic = text(value['topic'])
    const at = [...path, 'topic']
    const reader = isSameLog(log, config['log'], main.path) ? topics.get(topic) : undefined
    const owner = ['undecodable', ...sinks.keys()].find(
      sink => text(deadLetters['topic']).replaceAll('{sink}', sink) === topic,
    )
    if (reader !== undefined) {
      const message = `is a topic that is read: ${pathText(reader)}`
      findings.problem(part, at, message, `what "${name}" appends would come back as events`)
    } else if (owner !== undefined && isSameLog(log, letters, main.path)) {
      const message = `is the topic of the dead letters of "${owner}"`
      findings.problem(part, at, message, 'give it a topic of its own')
    }
  }
}

function whatToAdd(log: Json | undefined): string {
  return record(log)['type'] === 'kafka'
    ? 'add `sources: [{ topics: [netbox.events] }]`'
    : 'add `ingest: { listen: 127.0.0.1:8080 }`, which takes events over HTTP'
}

function sourceTopics(main: Part, findings: Findings): Map<string, Path> {
  const topics = new Map<string, Path>()
  for (const [index, source] of list(record(main.checked)['sources']).entries())
    for (const [position, topic] of list(record(source)['topics']).entries()) {
      if (typeof topic !== 'string') continue
      const path: Path = ['sources', index, 'topics', position]
      const before = topics.get(topic)
      if (before === undefined) topics.set(topic, path)
      // Twice within one list is the schema's to say.
      else if (before[1] !== index)
        findings.problem(
          main,
          path,
          `the topic is read by ${pathText(before)} too`,
          'one source reads a topic',
        )
    }
  return topics
}

function checkDeadLetters(
  main: Part,
  topics: ReadonlyMap<string, Path>,
  sinks: readonly string[],
  findings: Findings,
): void {
  const config = record(main.checked)
  const deadLetters = record(config['dead_letters'])
  const template = text(deadLetters['topic'])
  if (!template.includes('{sink}')) return
  const own = deadLetters['log']
  const shared = own === undefined || isSameLog(own, config['log'], main.path)
  for (const sink of sinks) {
    const topic = template.replaceAll('{sink}', sink)
    const at = ['dead_letters', 'topic']
    if (topic.length > 249) {
      const message = `for the sink "${sink}" the name has ${topic.length} characters; a topic's name has at most 249`
      findings.problem(main, at, message, 'shorten it')
      return
    }
    const reader = topics.get(topic)
    if (reader === undefined || !shared) continue
    const message = `for the sink "${sink}" it is a topic that is read: ${pathText(reader)}`
    findings.problem(main, at, message, 'dead letters would come back as events')
  }
}

function isSameLog(a: Json, b: Json | undefined, path: string): boolean {
  const [one, other] = [record(a), record(b)]
  if (one['type'] !== other['type']) return false
  if (one['type'] === 'embedded')
    return resolve(path, '..', text(one['path'])) === resolve(path, '..', text(other['path']))
  return list(one['brokers']).some(broker => list(other['brokers']).includes(broker))
}
