/** A running router with one sink, an admin address and events, for tests of operators' commands. */
import type { TestContext } from 'node:test'
import { cli, type Ended } from './cli.ts'
import { netboxEvent } from './events.ts'
import { HttpReceiver } from './http-server.ts'
import { adminConfig, adminToken, Operator } from './operator.ts'
import { type RunningApp, runApp } from './running-app.ts'
import { until } from './until.ts'

/** A router, its receiver, and who asks it. */
export interface Operated extends RunningApp {
  readonly receiver: HttpReceiver
  readonly operator: Operator
  /** Posts an event that the sink gets; its source id ends with the number. */
  event(n: number): Promise<void>
  /** Runs a command of `sluice` against it. */
  sluice(...words: readonly string[]): Promise<Ended>
}

/** The configuration of such a router. */
export function operatedConfig(url: string, more = ''): string {
  return `
log: { type: embedded, partitions: 2 }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
${adminConfig}
sinks:
  crm: { type: http, url: "${url}", retry: { initial: 10ms, max: 50ms } }
rules:
  - name: active devices
    object_types: [dcim.device]
    event_types: [object_updated]
    conditions: { attr: status.value, value: active }
    sinks: [crm]
${more}`
}

/** The source id of an event. */
export function sourceIdOf(n: number): string {
  return `550e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}`
}

/** Starts one, in a folder where one ran before, if it is named; with so many events delivered. */
export async function operated(
  t: TestContext,
  { count = 0, receiver, folder }: { count?: number; receiver?: HttpReceiver; folder?: string } = {},
): Promise<Operated> {
  const to = receiver ?? (await HttpReceiver.start(t))
  const running = await runApp(t, operatedConfig(to.origin), folder)
  const operator = new Operator(running.app)
  const event = async (n: number) => {
    await running.post(netboxEvent({ sourceId: sourceIdOf(n) }))
  }
  const before = to.requests.length
  for (let n = 0; n < count; n++) await event(n)
  await until(() => to.requests.length === before + count, 'all events')
  return {
    ...running,
    receiver: to,
    operator,
    event,
    sluice: (...words) =>
      cli([...words, '--instance', operator.url], { env: { SLUICE_ADMIN_TOKEN: adminToken, NO_COLOR: '1' } }),
  }
}

/** Has so many events refused, so that they are dead letters. */
export async function withLetters(t: TestContext, count: number): Promise<Operated> {
  const made = await operated(t)
  made.receiver.answer = () => ({ status: 422 })
  for (let n = 0; n < count; n++) await made.event(n)
  await until(async () => (await made.operator.letters('crm')).length === count, 'the dead letters')
  made.receiver.answer = () => ({ status: 200 })
  return made
}
