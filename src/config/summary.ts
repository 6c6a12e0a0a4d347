import { printableLine, urlOf } from '../text.ts'
import type { Json } from '../types.ts'
import { type Path, pathText } from './findings.ts'
import type { Loaded, Summary } from './load.ts'
import { record, text } from './tree.ts'
import type { Config, LogConfig } from './types.ts'

type Values = { readonly [key: string]: Json }

/** A configuration in a few lines for people. Secrets are `configured`, addresses end after the host. */
export function summarize({ config, files, summary }: Loaded): string {
  const { values } = summary
  const more = files.length === 1 ? '' : ` and ${files.length - 1} more`
  const lines: [string, string][] = [
    ['configuration', `${files[0]}${more}; fingerprint ${config.fingerprint}`],
    ['identity', identityText(config)],
    ['log', logText(config.log, ['log'], summary)],
    ['dead letters', deadLettersText(config, summary)],
    ...config.sources.map((source): [string, string] => [
      'source',
      `${source.topics.join(', ')}; ${source.format}, a new group begins at the ${source.start === 'latest' ? 'end' : 'start'}`,
    ]),
    ...ingestLines(config),
    ...Object.entries(record(values['sinks'])).map(([name, sink]): [string, string] => [
      `sink ${name}`,
      sinkText(record(sink), ['sinks', name], summary),
    ]),
    ['rules', rulesText(config)],
    ['metrics', config.metrics === undefined ? 'none' : `${urlOf(config.metrics.listen)}/metrics`],
    ['admin', adminText(config)],
  ]
  const shown = lines.filter(([, what]) => what !== '')
  const width = Math.max(...shown.map(([label]) => label.length))
  return shown.map(([label, what]) => printableLine(`${label.padEnd(width)}  ${what}`)).join('\n')
}

function identityText({ identity }: Config): string {
  return Object.entries(identity)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')
}

function logText(log: LogConfig, path: Path, summary: Summary): string {
  const group = `group ${log.group}`
  if (log.type === 'embedded') return `embedded in ${log.path}; ${group}`
  const tls = log.tls === undefined ? 'no TLS' : log.tls.verify ? 'TLS' : 'TLS without verification'
  const sasl = log.sasl === undefined ? [] : [`SASL ${log.sasl.mechanism}`]
  return [`kafka ${log.brokers.join(', ')}`, group, tls, ...sasl, ...hiddenText(path, summary)].join('; ')
}

function deadLettersText({ dead_letters }: Config, summary: Summary): string {
  const path = ['dead_letters', 'log']
  const log = dead_letters.log === undefined ? 'in the log' : logText(dead_letters.log, path, summary)
  return `topics ${dead_letters.topic}; ${log}`
}

function adminText({ admin }: Config): string {
  if (admin === undefined) return ''
  const tokens = admin.tokens.map(({ name, role }) => `${name} may ${role}`)
  return `${urlOf(admin.listen)}; ${tokens.length === 0 ? 'no tokens: nothing can be changed' : tokens.join(', ')}`
}

function ingestLines({ ingest }: Config): [string, string][] {
  if (ingest === undefined) return []
  const origin = urlOf(ingest.listen)
  return [...ingest.endpoints].map(([path, { topic, auth }]) => [
    'ingest',
    `POST ${origin}${path} to topic ${topic}; ${auth.type === 'none' ? 'no authentication' : `authentication ${auth.type}`}`,
  ])
}

/** Type and target as the schema's marks leave them: every address without what follows the host. */
function sinkText(sink: Values, path: Path, summary: Summary): string {
  const paused = sink['paused'] === true ? ['paused'] : []
  return [`${text(sink['type'])} ${text(sink['url'])}`.trim(), ...paused, ...hiddenText(path, summary)].join(
    '; ',
  )
}

function hiddenText(path: Path, { hidden }: Summary): readonly string[] {
  return hidden
    .filter(at => path.every((step, index) => at[index] === step))
    .map(at => `${pathText(at.slice(path.length))} configured`)
}

function rulesText({ rules, unmatched }: Config): string {
  const disabled = rules.filter(rule => !rule.enabled).length
  const rest = unmatched.sinks.length === 0 ? '' : `; what none wants goes to ${unmatched.sinks.join(', ')}`
  return `${rules.length}${disabled === 0 ? '' : `, ${disabled} of them disabled`}${rest}`
}
