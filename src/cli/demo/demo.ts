import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { App } from '../../app.ts'
import { createLogger } from '../../ops/index.ts'
import { urlOf } from '../../text.ts'
import { loadFor } from '../config-file.ts'
import { print } from '../output.ts'
import { untilInterrupted } from '../signals.ts'
import { type Arrival, CountingReceiver } from './counting-receiver.ts'
import { demoConfig } from './demo-config.ts'
import { Feed } from './feed.ts'
import { type Tally, tallyOf } from './tally.ts'

/**
 * Plays it, with a line for each thing that happens: for `length` milliseconds, or until Ctrl-C where that is
 * undefined. `rate` in events a second.
 */
export async function demo(length: number | undefined, rate: number): Promise<Tally> {
  const interrupted = untilInterrupted()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
  const printer = await CountingReceiver.start(9000, arrival => say('printer', textOf(arrival)))
  const flaky = await CountingReceiver.start(9001, arrival => say('flaky', textOf(arrival)))
  const end = new AbortController()
  let app: App | undefined
  try {
    app = await started(folder, printer, flaky)
    const { ingest, metrics } = app.addresses
    const feed = new Feed(urlOf(ingest!), rate)
    const until = length === undefined ? 'until Ctrl-C' : `for ${length / 1_000} s`
    say(
      'sluice',
      `${until}: ${rate} events a second go through a log to two receivers, of which one will fail`,
    )
    say('sluice', `metrics        ${urlOf(metrics!)}/metrics`)
    say('sluice', `events go to   ${urlOf(ingest!)}/events`)
    say('sluice', `receivers      printer ${printer.url} (everything), flaky ${flaky.url} (active devices)`)

    const posting = feed.run(end.signal)
    void failNowAndThen(flaky, length, end.signal)
    await Promise.race([interrupted, app.failed, ...(length === undefined ? [] : [sleep(length)])])
    end.abort()
    await posting
    await allArrived(() => tallyOf(feed, printer, flaky).lost === 0)
    await app.drain()
    await feed.close()
    const tally = tallyOf(feed, printer, flaky)
    const { received, delivered, duplicates, lost } = tally
    say('sluice', `${received} events, ${delivered} deliveries, ${duplicates} duplicates, ${lost} lost`)
    return tally
  } finally {
    end.abort()
    await app?.drain()
    printer.close()
    flaky.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function started(folder: string, printer: CountingReceiver, flaky: CountingReceiver): Promise<App> {
  const file = join(folder, 'sluice.yaml')
  const [ingest, metrics] = [await portOr0(8080), await portOr0(9464)]
  writeFileSync(file, demoConfig({ all: printer.url, active: flaky.url, ingest, metrics }))
  const { config } = await loadFor(file)
  return App.start(config, createLogger(config.telemetry.log))
}

/** Lets the receiver fail for 30 % of the time: once where the end is known, else every 20 s. */
async function failNowAndThen(
  receiver: CountingReceiver,
  length: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const part = (length ?? 20_000) / 10
  const wait = (parts: number) => sleep(part * parts, undefined, { signal })
  try {
    do {
      await wait(3)
      receiver.down = true
      say('flaky', 'fails from now on: answers 503; printer does not notice')
      await wait(3)
      receiver.down = false
      say('flaky', `is well again, after ${receiver.turnedAway} requests turned away`)
      await wait(4)
    } while (length === undefined)
  } catch {
    receiver.down = false // the demo ends
  }
}

/** Waits until what was accepted has arrived, 10 s at most. */
async function allArrived(arrived: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!arrived() && performance.now() < end) await sleep(50)
}

function textOf({ type, name, status, partition, offset, attempt, egressId }: Arrival): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : ''
  const event = `${type} ${name} (${status})`.padEnd(36)
  return `got ${event}  place ${partition}/${offset}, egress_id ${egressId.slice(0, 8)}…${again}`
}

function say(who: string, text: string): void {
  print(`${new Date().toISOString().slice(11, 23)}  ${who.padEnd(7)}  ${text}\n`)
}

/** The port where it is free on loopback, else 0. */
function portOr0(port: number): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}
