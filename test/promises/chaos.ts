/**
 * `npm run chaos -- --minutes 60 --seed 7`: random faults for so long, half of the time on Kafka and half on the embedded
 * log, in runs of five minutes, each with a seed of its own that begins at the one given. Writes `chaos-<seed>.json` and
 * `.txt` into `--out`, after each run, and ends with 1 where a run was not good. `--log kafka` for one log only.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../../src/errors.ts'
import { RunScope } from '../helpers/scope.ts'
import { startKafka } from '../servers/kafka.ts'
import { embeddedRig, kafkaRig, type Rig } from './chaos/rig.ts'
import { type ChaosResult, chaos, describeResult } from './chaos/run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    out: { type: 'string', default: '.' },
    log: { type: 'string', default: 'both' },
  },
})
const longest = 5 * 60_000 // ms of one run: what it has sent stays in the books
const seed = Number(values.seed)
const logs = (['kafka', 'embedded'] as const).filter(log => values.log === 'both' || values.log === log)
const total = Number(values.minutes) * 60_000
const runs = Math.max(1, Math.ceil(total / longest / logs.length))
const results: ChaosResult[] = []
const failures: string[] = []

mkdirSync(values.out, { recursive: true })
for (let run = 0; run < runs; run++)
  for (const log of logs) {
    const milliseconds = Math.round(total / runs / logs.length)
    await once(log, seed + run, milliseconds).catch(error => {
      failures.push(`NOT GOOD: ${log}, seed ${seed + run}: ${messageOf(error)}`)
      console.log(failures.at(-1))
    })
    report()
  }
process.exit(failures.length === 0 && results.every(({ verdict }) => verdict.good) ? 0 : 1)

async function once(log: Rig['log'], runSeed: number, milliseconds: number): Promise<void> {
  const scope = new RunScope()
  try {
    console.log(`${log}, seed ${runSeed}, ${Math.round(milliseconds / 1_000)} s`)
    const rig = log === 'kafka' ? await onKafka(scope) : await embeddedRig(scope)
    const happened = ({ from, to, fault }: ChaosResult['happened'][number]) =>
      console.log(`${seconds(from)} – ${seconds(to)}  ${fault}`)
    const result = await chaos(scope, rig, { seed: runSeed, milliseconds, killsOfEach: 1, happened })
    results.push(result)
    console.log(describeResult(result))
  } finally {
    await scope.end()
  }
}

async function onKafka(scope: RunScope): Promise<Rig> {
  const brokers = await startKafka({ brokers: 3, heap: '256m' })
  scope.after(() => brokers.stop())
  return kafkaRig(scope, brokers)
}

function report(): void {
  const path = join(values.out, `chaos-${seed}`)
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify({ seed, minutes: Number(values.minutes), results, failures }, undefined, 2)}\n`,
  )
  writeFileSync(`${path}.txt`, `${[...results.map(describeResult), ...failures].join('\n\n')}\n`)
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`.padStart(8)
}
