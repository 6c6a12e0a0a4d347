import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { App } from '../app.ts'
import { loadConfig } from '../config/index.ts'
import { duration } from '../config/units.ts'
import { createLogger } from '../ops/index.ts'
import { type Arrival, CountingReceiver } from './demo/counting-receiver.ts'
import { demoConfig } from './demo/demo-config.ts'
import { Feed } from './demo/feed.ts'
import { exitCodes } from './exit.ts'
import { number } from './receiver.ts'
import { untilInterrupted } from './signals.ts'

interface DemoOptions {
  /** Milliseconds; undefined: until Ctrl-C. */
  readonly for?: number
  readonly json?: boolean
  readonly rate: number
}

/** What the demo counted: all of it on the receivers' side, but for `received`. */
interface Tally {
  /** Events that HTTP in acknowledged. */
  readonly received: number
  /** Deliveries that they led to, by the rules. */
  readonly expected: number
  /** Of those, how many arrived. */
  readonly delivered: number
  readonly duplicates: number
  readonly lost: number
  readonly out_of_order: number
  /** Requests that the failing receiver answered with 503. */
  readonly turned_away: number
}

/** `sluice demo`: a log, two receivers and some events, in one process. */
export function demoCommand(exit: (code: number) => void): Command {
  return new Command('demo')
    .description(
      'Shows everything at work: a log, HTTP in, rules, two receivers of which one fails for a while.',
    )
    .option('--for <duration>', 'end by itself, for example after 10s (default: at Ctrl-C)', time)
    .option('--rate <number>', 'events a second', number(1, 1_000), 4)
    .option('--json', 'end with one line of JSON: {"received":…,"delivered":…,"duplicates":…,"lost":…}')
    .addHelpText(
      'after',
      `
Nothing is installed and nothing stays: the data goes into a folder of its own, which is removed at the end.
Exit code 0 where every event arrived, 1 where one is missing.

  $ sluice demo
  $ sluice demo --for 10s --json`,
    )
    .action(async (options: DemoOptions) => {
      const tally = await demo(options)
      if (options.json === true) process.stdout.write(`${JSON.stringify(tally)}\n`)
      exit(tally.lost === 0 && tally.out_of_order === 0 ? exitCodes.ok : exitCodes.failed)
    })
}

async function demo(options: DemoOptions): Promise<Tally> {
  const interrupted = untilInterrupted()
  const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
  const printer = await CountingReceiver.start(9000, arrival => say('printer', textOf(arrival)))
  const flaky = await CountingReceiver.start(9001, arrival => say('flaky', textOf(arrival)))
  const end = new AbortController()
  try {
    const file = join(folder, 'sluice.yaml')
    const [ingest, metrics] = [await portOr0(8080), await portOr0(9464)]
    writeFileSync(file, demoConfig({ all: printer.url, active: flaky.url, ingest, metrics }))
    const { config } = await loadConfig(file)
    const app = await App.start(config, createLogger(config.telemetry.log))
    const feed = new Feed(`http://127.0.0.1:${app.addresses.ingest?.port}`, options.rate)
    say('sluice', `configuration  ${file}`)
    say('sluice', `metrics        http://127.0.0.1:${app.addresses.metrics?.port}/metrics`)
    say('sluice', `events go to   http://127.0.0.1:${app.addresses.ingest?.port}/events`)
    say('sluice', `receivers      printer ${printer.url} (everything), flaky ${flaky.url} (active devices)`)
    if (options.for === undefined) say('sluice', 'Ctrl-C ends it')

    const posting = feed.run(end.signal)
    void failNowAndThen(flaky, options.for, end.signal)
    await Promise.race([interrupted, app.failed, ...(options.for === undefined ? [] : [sleep(options.for)])])
    end.abort()
    await posting
    say('sluice', `draining: ${feed.accepted.length} events were accepted`)
    await allArrived(feed, printer, flaky)
    await app.drain()
    await feed.close()
    const tally = tallyOf(feed, printer, flaky)
    const { received, delivered, duplicates, lost } = tally
    say('sluice', `${received} events, ${delivered} deliveries, ${duplicates} duplicates, ${lost} lost`)
    return tally
  } finally {
    end.abort()
    printer.close()
    flaky.close()
    rmSync(folder, { recursive: true, force: true })
  }
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
async function allArrived(feed: Feed, printer: CountingReceiver, flaky: CountingReceiver): Promise<void> {
  const end = performance.now() + 10_000
  while (tallyOf(feed, printer, flaky).lost > 0 && performance.now() < end) await sleep(50)
}

function tallyOf(feed: Feed, printer: CountingReceiver, flaky: CountingReceiver): Tally {
  const active = feed.accepted.filter(({ status }) => status === 'active')
  const expected = feed.accepted.length + active.length
  const delivered =
    feed.accepted.filter(({ sourceId }) => printer.counts.has(sourceId)).length +
    active.filter(({ sourceId }) => flaky.counts.has(sourceId)).length
  return {
    received: feed.accepted.length,
    expected,
    delivered,
    duplicates: printer.duplicates + flaky.duplicates,
    lost: expected - delivered,
    out_of_order: printer.outOfOrder + flaky.outOfOrder,
    turned_away: printer.turnedAway + flaky.turnedAway,
  }
}

function textOf({ type, name, status, offset, attempt, egressId }: Arrival): string {
  const again = attempt > 1 ? `, attempt ${attempt}` : ''
  return `got ${type} ${name} (${status})  offset ${offset}, egress_id ${egressId.slice(0, 8)}…${again}`
}

function say(who: string, text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 23)}  ${who.padEnd(7)}  ${text}\n`)
}

/** The port where it is free on loopback, else 0. */
function portOr0(port: number): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)))
  })
}

function time(text: string): number {
  const milliseconds = duration(text)
  if (milliseconds === undefined)
    throw new InvalidArgumentError(`found ${JSON.stringify(text)}, expected a duration such as 10s or 2m.`)
  return milliseconds
}
