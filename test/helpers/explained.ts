/** Decisions about events by small configurations, for tests of what people are told about them. */
import type { TestContext } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type Decision, decide, type EventDecision } from '../../src/cli/explain/decision.ts'
import type { Config } from '../../src/config/types.ts'
import type { Json, LogRecord } from '../../src/types.ts'
import { load } from './config-files.ts'
import { logRecord } from './events.ts'

/** Two sinks, and rules of which each ends another way for `event`. */
export const several = `
ingest: { listen: 127.0.0.1:8080 }
sinks:
  crm: { type: http, url: "https://crm.example.com/hooks" }
  audit: { type: http, url: "https://audit.example.com/hooks" }
rules:
  - name: activated
    object_types: [dcim.device]
    event_types: [object_updated]
    conditions:
      and:
        - { attr: status, op: changed }
        - { or: [{ attr: status.value, value: active }, { attr: id, op: gt, value: 9 }] }
    action_data: { team: noc }
    sinks: [crm, audit]
  - { name: by root, object_types: ["*"], event_types: [object_updated], where: { attr: username, value: root }, sinks: [crm] }
  - name: misspelt
    object_types: [dcim.device]
    event_types: [object_updated]
    conditions: { and: [{ attr: id, value: 7 }, { attr: stauts.value, value: active, negate: true }] }
    sinks: [crm]
  - { name: sites, object_types: [dcim.site], event_types: [object_updated], sinks: [crm] }
  - { name: births, object_types: [dcim.device], event_types: [object_created], sinks: [crm] }
  - { name: off, enabled: false, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
`

/** An event that one of these rules wants. */
export const activation: { readonly [name: string]: Json } = {
  event: 'updated',
  object_type: 'dcim.device',
  username: 'admin',
  data: { id: 7, name: 'core-\u001b[2J', status: { value: 'active', label: 'Active' } },
  snapshots: { prechange: { status: 'planned' }, postchange: { status: 'active' } },
}

/** What is decided about a message. */
export async function decisionOn(
  t: TestContext,
  yaml: string,
  message: Json | Buffer,
  fields: Partial<LogRecord> = {},
): Promise<{ decision: Decision; config: Config }> {
  const { config } = await load(t, yaml)
  const value = message === null || Buffer.isBuffer(message) ? message : JSON.stringify(message)
  const record = logRecord(value, { topic: 'events', ...fields })
  return { decision: await decide(record, config, ''), config }
}

/** The same where it is an event. */
export async function eventDecisionOn(
  t: TestContext,
  yaml: string = several,
  message: Json = activation,
): Promise<EventDecision> {
  const { decision } = await decisionOn(t, yaml, message)
  if (decision.kind !== 'event') throw new Error(`it is ${decision.kind}`)
  return decision
}

/** Text as somebody sees it whose terminal has no colours. */
export function plain(text: string | readonly string[]): string {
  return stripVTControlCharacters(typeof text === 'string' ? text : text.join('\n'))
}
