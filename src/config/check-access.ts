import type { Json } from '../types.ts'
import type { Findings, Path } from './findings.ts'
import { type Part, shownAt } from './part.ts'
import { list, record, text } from './tree.ts'
import type { Address } from './types.ts'
import { address, isLoopback } from './units.ts'

/** Who may come in, how Sluice logs in elsewhere, and that no two listen at one address. */
export function checkAccess(main: Part, findings: Findings): void {
  const config = record(main.checked)
  checkListeners(main, config, findings)
  checkEndpoints(main, record(config['ingest']), findings)
  checkAdmin(main, record(config['admin']), findings)
  checkLogin(main, ['log'], config['log'], findings)
  checkLogin(main, ['dead_letters', 'log'], record(config['dead_letters'])['log'], findings)
}

// In the order in which they are told apart: of two the second is named.
const listeners = ['metrics', 'ingest', 'admin'] as const

function checkListeners(main: Part, config: { readonly [key: string]: Json }, findings: Findings): void {
  const seen: { readonly key: string; readonly at: Address }[] = []
  for (const key of listeners) {
    const at = address(text(record(config[key])['listen']))
    if (at === undefined || at.port === 0) continue
    const before = seen.find(other => meet(other.at, at))
    if (before !== undefined)
      findings.problem(
        main,
        [key, 'listen'],
        `port ${at.port} is ${before.key}.listen's too`,
        'give it another port',
      )
    seen.push({ key, at })
  }
}

function meet(one: Address, other: Address): boolean {
  return (
    one.port === other.port && (one.host === other.host || isEverywhere(one.host) || isEverywhere(other.host))
  )
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function checkEndpoints(main: Part, ingest: { readonly [key: string]: Json }, findings: Findings): void {
  const listen = address(text(ingest['listen']))
  if (listen === undefined || isLoopback(listen.host)) return
  const message = `takes events from anybody who reaches ${shownAt(main, ['ingest', 'listen'])}`
  const hint = 'give it `auth: { type: bearer, token: "$' + '{env:NAME}" }`, or listen on 127.0.0.1'
  if (ingest['endpoints'] === undefined)
    findings.problem(main, ['ingest', 'listen'], `/events ${message}`, hint)
  for (const [path, endpoint] of Object.entries(record(ingest['endpoints'])))
    if (record(record(endpoint)['auth'])['type'] === 'none')
      findings.problem(main, ['ingest', 'endpoints', path], message, hint, 'key')
}

function checkAdmin(main: Part, admin: { readonly [key: string]: Json }, findings: Findings): void {
  const listen = address(text(admin['listen']))
  const tokens = list(admin['tokens'])
  if (listen !== undefined && !isLoopback(listen.host) && tokens.length === 0)
    findings.problem(
      main,
      ['admin', 'listen'],
      `shows everything to anybody who reaches ${shownAt(main, ['admin', 'listen'])}`,
      'give it `tokens: [{ name: ops, token: "$' + '{env:NAME}", role: write }]`, or listen on 127.0.0.1',
    )
  const names = tokens.map(token => text(record(token)['name']))
  for (const [index, name] of names.entries())
    if (name !== '' && names.indexOf(name) < index)
      findings.problem(
        main,
        ['admin', 'tokens', index, 'name'],
        `${JSON.stringify(name)} is the name of another one too`,
        'each token has its own',
      )
}

function checkLogin(main: Part, path: Path, log: Json | undefined, findings: Findings): void {
  const { sasl, tls, brokers } = record(log)
  const { mechanism, token_command, token_url, client_id, client_secret } = record(sasl)
  const at = [...path, 'sasl']
  if (mechanism === 'plain' && tls === undefined && !list(brokers).every(isNear))
    findings.warn(main, at, 'the password goes over the network as it is', 'add `tls: {}`')
  if (mechanism !== 'oauthbearer') return
  const client = { token_url, client_id, client_secret }
  const missing = Object.entries(client).flatMap(([key, value]) => (value === undefined ? [key] : []))
  if (token_command !== undefined && missing.length < 3)
    findings.problem(main, at, 'has `token_command` and client credentials', 'a token comes from one of them')
  else if (token_command === undefined && missing.length === 3)
    findings.problem(
      main,
      at,
      'nothing says where tokens come from',
      'add `token_command`, or `token_url`, `client_id` and `client_secret`',
    )
  else if (token_command === undefined && missing.length > 0)
    findings.problem(
      main,
      at,
      `${missing.map(key => `"${key}"`).join(' and ')} missing`,
      'client credentials are all three of token_url, client_id, client_secret',
    )
}

function isNear(broker: Json): boolean {
  const near = address(text(broker))
  return near !== undefined && isLoopback(near.host)
}
