import type { Move } from '../../admin/moves.ts'
import type { PositionsView, StandingView } from '../../admin/positions.ts'
import { checkCovered, Fleet, together } from './fleet.ts'
import type { AdminOptions } from './options.ts'
import { standingText } from './standing-text.ts'
import { table } from './table.ts'

interface SinkView {
  readonly name: string
  readonly type: string
  readonly breaker: string
  readonly alarm: string
  readonly unsettled: number
  readonly stuckKeys: number
  readonly positions: readonly StandingView[]
}

interface SinksView {
  readonly partitions: PositionsView['partitions']
  readonly sinks: readonly SinkView[]
}

interface MovedView extends PositionsView {
  readonly moved?: readonly Move[]
}

/** Every sink of all instances. @throws SluiceError `partitions_uncovered`, and as `Fleet.askAll`. */
export async function listSinks(options: AdminOptions): Promise<string> {
  const fleet = await Fleet.of(options)
  const answers = await fleet.askAll<SinksView>('GET', '/sinks')
  checkCovered(
    answers.map(({ partitions, sinks }) => ({
      partitions,
      positions: sinks.flatMap(({ positions }) => positions),
    })),
  )
  const byName = Map.groupBy(
    answers.flatMap(({ sinks }) => sinks),
    ({ name }) => name,
  )
  if (options.json === true) return `${JSON.stringify({ sinks: Object.fromEntries(byName) })}\n`
  const rows = [...byName].map(([name, views]) => {
    const positions = views.flatMap(({ positions }) => positions)
    const sum = (of: (view: SinkView) => number) => views.reduce((total, view) => total + of(view), 0)
    const states = [
      ...(positions.some(({ paused }) => paused) ? ['paused'] : []),
      ...new Set(views.map(({ breaker }) => breaker).filter(breaker => breaker !== 'closed')),
      ...(positions.some(({ behind }) => behind) ? ['behind'] : []),
      ...new Set(views.map(({ alarm }) => alarm).filter(Boolean)),
    ]
    const lag = positions.reduce((total, each) => total + each.lag, 0)
    return [
      name,
      views[0]!.type,
      lag,
      sum(v => v.unsettled),
      sum(v => v.stuckKeys),
      states.join('; '),
    ] as const
  })
  return table(['sink', 'type', 'lag', 'unsettled', 'stuck keys', 'state'], rows)
}

/** Does something to a sink on all instances. @throws as `listSinks`. */
export async function moveSink(
  action: 'pause' | 'resume' | 'rewind' | 'skip',
  sink: string,
  fields: object,
  options: AdminOptions,
): Promise<string> {
  const fleet = await Fleet.of(options)
  const path = `/sinks/${encodeURIComponent(sink)}/${action}`
  const answers = await fleet.askAll<MovedView>('POST', path, fields)
  checkCovered(answers)
  const positions = together(answers)
  const moved = answers.flatMap(answer => answer.moved ?? [])
  if (options.json === true) return `${JSON.stringify({ moved, positions })}\n`
  const lines = moved.map(({ topic, partition, from, to }) =>
    from === to ? `${topic}/${partition}: stays at ${from}` : `${topic}/${partition}: from ${from} to ${to}`,
  )
  const said = `${lines.map(line => `${line}\n`).join('')}${action} of ${sink} is committed in ${positions.length} partitions\n`
  return said + standingText(positions, false)
}

/** Forgets a sink on all instances. @throws as `listSinks`. */
export async function forgetSink(sink: string, options: AdminOptions): Promise<string> {
  const fleet = await Fleet.of(options)
  const path = `/sinks/${encodeURIComponent(sink)}/forget`
  const answers = await fleet.askAll<PositionsView & { readonly forgotten: number }>('POST', path)
  checkCovered(answers)
  const forgotten = answers.reduce((sum, answer) => sum + answer.forgotten, 0)
  if (options.json === true) return `${JSON.stringify({ forgotten })}\n`
  return forgotten === 0
    ? `no partition knows where ${sink} stands\n`
    : `${sink} is forgotten in ${forgotten} partitions\n`
}
