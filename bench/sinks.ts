/**
 * What each sink costs beside the client library it stands on: events of 1 KB, ready-made envelopes, both in turns in
 * this process, to a server in a process of its own. A type is one file in bench/sinks/.
 *
 *   node bench/sinks.ts [mqtt …] [--events 30000] [--rounds 5]
 *
 * Prints events a second of the best round, and CPU µs (user + system) of this process per event, the median and the
 * best; then the ratio of the medians to the first way, which is the library by itself. The first round of each warms up
 * and is not counted.
 */
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Delivery } from '../src/types.ts'
import { deliveries } from '../test/helpers/deliveries.ts'
import { median, table } from './parts/figures.ts'
import type { Send, SinkBench, StartBench } from './parts/sink-bench.ts'

interface Figures {
  readonly micros: number
  readonly rate: number
}

const folder = join(import.meta.dirname, 'sinks')

/** Measures the types named, or all. */
export async function sinks(types: readonly string[], events: number, rounds: number): Promise<void> {
  const known = globSync('*.ts', { cwd: folder }).map(file => basename(file, '.ts'))
  for (const type of types.length === 0 ? known.sort() : types) {
    if (!known.includes(type)) throw new Error(`no benchmark of sinks "${type}"; one of ${known.join(', ')}`)
    const { bench } = (await import(join(folder, `${type}.ts`))) as { bench: StartBench }
    await measure(type, await bench(), deliveries(events), rounds)
  }
}

async function measure(
  type: string,
  bench: SinkBench,
  all: readonly Delivery[],
  rounds: number,
): Promise<void> {
  const figures = new Map<string, Figures[]>([...bench.ways.keys()].map(name => [name, []]))
  try {
    for (let round = 0; round <= rounds; round++)
      for (const [name, send] of bench.ways) {
        const measured = await timed(send, all)
        if (round > 0) figures.get(name)!.push(measured)
      }
  } finally {
    await bench.stop()
  }
  const base = medianOf([...figures.values()][0]!)
  const rows = [...figures].map(([name, rounds]) => [
    name,
    Math.max(...rounds.map(({ rate }) => rate)),
    medianOf(rounds),
    Math.min(...rounds.map(({ micros }) => micros)),
    medianOf(rounds) / base,
  ])
  console.log(table([[type, 'events/s, best', 'CPU µs, median', 'best', 'ratio'], ...rows]))
}

async function timed(send: Send, all: readonly Delivery[]): Promise<Figures> {
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await send(all)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - startedAt) / 1_000
  return { micros: (user + system) / all.length, rate: all.length / seconds }
}

function medianOf(figures: readonly Figures[]): number {
  return median(figures.map(({ micros }) => micros))
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { events: { type: 'string', default: '30000' }, rounds: { type: 'string', default: '5' } },
  })
  await sinks(positionals, Number(values.events), Number(values.rounds))
}
