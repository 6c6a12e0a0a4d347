/**
 * What is promised about faults, measured on Kafka and printed beside its aim: how sinks that are sick change the others,
 * catching up, refusals, slow sinks, kills, outages and a rolling restart. Needs Kafka: `npm run test:setup`. Broker and
 * receiver share the machine.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { table } from './parts/figures.ts'
import type { Told } from './promises/receiver.ts'
import { rateOf, Stage } from './promises/stage.ts'

/** A statement, its aim, and what was measured. */
type Row = readonly [statement: string, aim: string, measured: string]
type Measure = (stage: Stage, share: number) => Promise<readonly Row[]>

const names = Array.from({ length: 10 }, (_, n) => `sink-${n}`)
const percent = (part: number) => `${(part * 100).toFixed(0)} %`
const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`

/** Measures all of them, or those whose name has the word; `share` of the events. */
export async function promises(share: number, word = ''): Promise<void> {
  execFileSync('npm', ['run', 'build'], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const rows: Row[] = [['statement', 'aim', 'measured']]
  const stage = await Stage.open()
  try {
    for (const measure of [isolation, behind, refusals, slow, kills, outage, rolling])
      if (measure.name.includes(word))
        for (const row of await measure(stage, share)) {
          rows.push(row)
          console.log(row.join(' | '))
        }
  } finally {
    await stage.close()
  }
  console.log(`\n${table(rows)}`)
}

/** The mean rate of the sinks that are well while others are not. */
async function among(
  stage: Stage,
  count: number,
  sick: readonly string[],
  does: Told['does'],
): Promise<number> {
  const topic = await stage.topic()
  for (const sink of sick) await stage.tell({ sink, does })
  await stage.fill(topic, 1, count)
  const sluice = await stage.start(stage.config(topic, names))
  const well = names.filter(name => !sick.includes(name))
  const books = await stage.until(well, count)
  await sluice.end('SIGKILL')
  return well.reduce((sum, sink) => sum + rateOf(books[sink]), 0) / well.length
}

const isolation: Measure = async (stage, share) => {
  const count = Math.round(20_000 * share)
  const one = names.slice(0, 1)
  const all = await among(stage, count, [], 'well')
  const cases = [
    ['one of ten sinks hangs: the other nine', await among(stage, count, one, 'hangs')],
    ['one drips a byte a second: the other nine', await among(stage, count, one, 'drips')],
    ['five are dead: the other five', await among(stage, count, names.slice(0, 5), 'dead')],
  ] as const
  return cases.map(([what, rate]) => [
    what,
    '≥ 95 % of their rate',
    `${percent(rate / all)} of ${perSecond(all)}`,
  ])
}

const behind: Measure = async (stage, share) => {
  const count = Math.round(1_000_000 * share)
  const more = Math.round(count / 2)
  const topic = await stage.topic()
  const sinks = ['head', 'late']
  const config = (paused: boolean) =>
    stage.config(topic, sinks, sink => (sink === 'late' && paused ? ', paused: true' : ''))
  await stage.fill(topic, 1, count)
  const sluice = await stage.start(config(true))
  const alone = rateOf((await stage.until(['head'], count))['head'])
  // Stopped for a moment, so that the head has as much to do as the other.
  sluice.signal('SIGSTOP')
  await stage.fill(topic, count + 1, count + more)
  sluice.reload(config(false))
  sluice.signal('SIGCONT')
  while (((await stage.books())['late']?.distinct ?? 0) === 0) await sleep(5)
  const [before, begun] = [(await stage.books())['head']?.distinct ?? 0, performance.now()]
  await sleep(Math.min(3_000, 20_000 * share))
  const meanwhile = await stage.books()
  const seconds = (performance.now() - begun) / 1_000
  const books = await stage.until(sinks, count + more)
  const memory = sluice.peakMiB()
  await sluice.end('SIGKILL')
  const head = ((meanwhile['head']?.distinct ?? 0) - before) / seconds
  return [
    [`${count.toLocaleString('en')} behind: most memory`, '≤ 300 MB', `${Math.round(memory * 1.048_576)} MB`],
    [
      'catching up',
      '≥ 70 % of the head alone',
      `${percent(rateOf(books['late']) / alone)} of ${perSecond(alone)}`,
    ],
    ['the head meanwhile', '≥ 50 % of its own', percent(head / alone)],
  ]
}

const refusals: Measure = async (stage, share) => {
  const count = Math.round(60_000 * share)
  const topic = await stage.topic()
  const each = Math.floor(count / 12)
  await stage.tell({ sink: 'crm', does: 'refuses', value: each })
  await stage.fill(topic, 1, count)
  const sluice = await stage.start(stage.config(topic, ['crm']))
  const refused = Math.floor(count / each)
  const { crm } = await stage.until(['crm'], count - refused)
  await sleep(1_000)
  const letters = await sluice.metric('sluice_sink_dead_lettered_total')
  await sluice.end('SIGKILL')
  const delivered = `${crm?.distinct} delivered, ${letters} dead letters, ${perSecond(rateOf(crm))}`
  return [
    [
      `${refused} of ${count} answered with 400`,
      `${count - refused} delivered, ${refused} dead letters`,
      delivered,
    ],
  ]
}

const slow: Measure = async (stage, share) => {
  const count = Math.round(30_000 * share)
  const topic = await stage.topic()
  await stage.tell({ sink: 'crm', does: 'slow', value: 20 })
  await stage.fill(topic, 1, count)
  const sluice = await stage.start(stage.config(topic, ['crm']))
  const { crm } = await stage.until(['crm'], count)
  await sluice.end('SIGKILL')
  return [['a sink that takes 20 ms, 64 in flight', '≥ 2,900/s', perSecond(rateOf(crm))]]
}

const kills: Measure = async (stage, share) => {
  const count = Math.round(60_000 * share)
  const topic = await stage.topic()
  await stage.tell({ sink: 'crm', does: 'slow', value: 2 })
  await stage.fill(topic, 1, count)
  const config = stage.config(topic, ['crm'])
  let sluice = await stage.start(config)
  for (const part of [0.3, 0.7]) {
    await stage.until(['crm'], part * count)
    await sluice.end('SIGKILL')
    sluice = await stage.start(config)
  }
  const { crm } = await stage.until(['crm'], count)
  await sluice.end('SIGKILL')
  return [
    [`kill -9 twice in ${count}: duplicates`, '≤ 1,000', String(crm?.duplicates)],
    ['longest gap', '≤ session timeout + 2 s = 12,000 ms', `${Math.round(crm?.longestGap ?? 0)} ms`],
  ]
}

const outage: Measure = async (stage, share) => {
  const milliseconds = Math.max(2_000, 10_000 * Math.min(1, share * 2))
  const topic = await stage.topic()
  const sluice = await stage.start(stage.config(topic, ['crm']))
  await stage.fill(topic, 1, 1_000)
  await stage.until(['crm'], 1_000)
  await stage.tell({ sink: 'crm', does: 'fails', value: milliseconds })
  await stage.fill(topic, 1_001, 3_000)
  const { crm } = await stage.until(['crm'], 3_000)
  await sluice.end('SIGKILL')
  return [
    [
      `503 for ${milliseconds / 1_000} s: it resumes after`,
      '≤ 1,500 ms',
      `${Math.round(crm?.resumed ?? 0)} ms`,
    ],
  ]
}

const rolling: Measure = async (stage, share) => {
  const rate = 1_000
  const count = Math.max(10_000, Math.round(40_000 * share))
  const topic = await stage.topic()
  const config = stage.config(topic, ['crm'])
  const instances = await Promise.all([0, 1, 2].map(() => stage.start(config)))
  await Promise.all(instances.map(instance => instance.ready()))
  const filled = stage.fill(topic, 1, count, rate)
  await stage.until(['crm'], rate)
  for (const [index, instance] of instances.entries()) {
    await instance.end('SIGTERM')
    instances[index] = await stage.start(config)
    await instances[index]?.ready()
  }
  await filled
  const { crm } = await stage.until(['crm'], count)
  await Promise.all(instances.map(instance => instance.end('SIGTERM')))
  return [
    ['rolling restart of 3: lost', '0', String(count - (crm?.distinct ?? 0))],
    ['duplicates', '0', String(crm?.duplicates)],
    ['longest pause of a key', '≤ 5,000 ms', `${Math.round(crm?.longestKeyPause ?? 0)} ms`],
  ]
}
