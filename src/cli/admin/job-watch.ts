import { setTimeout as sleep } from 'node:timers/promises'
import { SluiceError } from '../../errors.ts'
import type { JobView } from '../../jobs/job.ts'
import { printableLine } from '../../text.ts'
import { complain } from '../output.ts'
import type { Client } from './client.ts'

const every = 300 // ms
const patience = 60_000 // ms in which an instance may come back

/** Waits for the end of a job, and shows on standard error, where that is a terminal, how far it has come. */
export async function watch(
  client: Client,
  job: JobView,
  shows: boolean = process.stderr.isTTY === true,
): Promise<JobView> {
  let view = job
  let lost: number | undefined
  while (view.state === 'counting' || view.state === 'running' || view.state === 'stopped') {
    if (shows) complain(`\r${printableLine(progressText(view))}\u001b[K`)
    await sleep(every)
    try {
      view = await again(client, view)
      lost = undefined
    } catch (error) {
      lost ??= Date.now()
      const mayComeBack =
        error instanceof SluiceError && ['instance_unreachable', 'stopping'].includes(error.code)
      if (!mayComeBack || Date.now() - lost > patience) throw error
    }
  }
  if (shows) complain('\r\u001b[K')
  return view
}

/** An instance that was restarted does not know its jobs: it is told to go on. */
async function again(client: Client, { id, state, dryRun }: JobView): Promise<JobView> {
  if (state === 'stopped' && !dryRun) return client.ask<JobView>('POST', '/jobs', { resume: id })
  try {
    return await client.ask<JobView>('GET', `/jobs/${id}`)
  } catch (error) {
    if (!(error instanceof SluiceError) || error.code !== 'job_unknown' || dryRun) throw error
    return client.ask<JobView>('POST', '/jobs', { resume: id })
  }
}

/** How far a job has come, in a line. */
export function progressText(view: JobView): string {
  const { state, counted, offsets, settled, plan, delivered, deadLettered, failures, detail } = view
  if (state === 'counting') return `counting: ${counted} of ${offsets} records`
  const numbers = [
    `${delivered} of ${plan?.deliveries ?? '?'} delivered`,
    ...(deadLettered > 0 ? [`${deadLettered} given up`] : []),
    ...(failures > 0 ? [`${failures} attempts failed`] : []),
    `${settled} of ${offsets} offsets`,
  ]
  return `${state}: ${numbers.join(', ')}${detail === '' ? '' : `; ${detail}`}`
}

/** What a job has come to, for people. */
export function endText(view: JobView): string {
  const { kind, sink, plan, dryRun, state, id } = view
  const { records = 0, deliveries = 0, unsendable = 0 } = plan ?? {}
  const what = kind === 'replay' ? 'records' : 'dead letters and marks'
  const left = unsendable > 0 ? `; ${unsendable} cannot be sent again` : ''
  const counted = `${records} ${what} looked at, ${deliveries} to be sent to ${sink}${left}`
  if (dryRun) return `${state === 'done' ? counted : progressText(view)}; nothing was sent\n`
  return `${counted}\n${progressText(view)}; ${kind} id ${id}\n`
}
