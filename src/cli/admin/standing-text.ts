import type { StandingView } from '../../admin/positions.ts'
import { table } from './table.ts'

/** What positions have beside numbers. */
export function stateOf({ paused, behind, kept, lag }: StandingView): string {
  const states = [paused ? 'paused' : '', behind ? 'behind' : '', kept < 0 && lag > 0 ? 'losing' : '']
  return states.filter(Boolean).join(', ')
}

/** Positions as a table: those that are not at the end, or all; and how many are. */
export function standingText(
  positions: readonly (StandingView & { readonly seconds?: number | undefined })[],
  all: boolean,
): string {
  const shown = positions.filter(position => all || position.lag > 0 || position.paused || position.behind)
  const rows = shown.map(position => {
    const { sink, topic, partition, position: at, end, lag, seconds } = position
    const age = seconds === undefined ? '' : ageText(seconds)
    return [sink, `${topic}/${partition}`, at, end, lag, age, stateOf(position)] as const
  })
  const titles = ['sink', 'partition', 'position', 'end', 'lag', 'age', 'state']
  const late = new Set(positions.filter(({ lag }) => lag > 0).map(({ sink }) => sink)).size
  const sinks = new Set(positions.map(({ sink }) => sink)).size
  return `${table(titles, rows)}${sinks - late} of ${sinks} sinks have everything\n`
}

/** Seconds, minutes, hours or days, whichever are fewest. */
export function ageText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)}s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)}h` : `${Math.round(seconds / 86_400)}d`
}
