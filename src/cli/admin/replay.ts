import { parse } from 'yaml'
import { messageOf, SluiceError } from '../../errors.ts'
import type { JobView } from '../../jobs/job.ts'
import { Fleet } from './fleet.ts'
import { endText, watch } from './job-watch.ts'
import type { AdminOptions } from './options.ts'

export interface ReplayOptions extends AdminOptions {
  readonly sink?: string
  readonly from?: string
  readonly to?: string
  readonly topic?: string
  readonly where?: string
  readonly rate?: string
  readonly dryRun?: boolean
  readonly resume?: string
}

/** What a job came to, and whether that is what was wanted. */
export interface Ended {
  readonly text: string
  readonly good: boolean
}

/** Has one instance replay, and waits for the end. @throws SluiceError `usage`, and as the instance says it. */
export async function replay(options: ReplayOptions): Promise<Ended> {
  const { sink, from, to, topic, where, rate, dryRun, resume } = options
  if (resume !== undefined) return runJob(options, { resume })
  if (sink === undefined || from === undefined)
    throw new SluiceError('usage', 'what is to be sent, and where? --sink and --from say it')
  return runJob(options, { kind: 'replay', sink, from, to, topic, rate, dryRun, where: conditionsOf(where) })
}

/** Has one instance do a job, and waits for its end. @throws SluiceError as the instance says it. */
export async function runJob(options: AdminOptions, asked: object): Promise<Ended> {
  const { first } = await Fleet.of(options)
  const job = await watch(first, await first.ask<JobView>('POST', '/jobs', asked))
  const text = options.json === true ? `${JSON.stringify(job)}\n` : endText(job)
  return { text, good: job.state === 'done' }
}

function conditionsOf(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return parse(text)
  } catch (error) {
    throw new SluiceError('usage', `--where: expected conditions as YAML or JSON: ${messageOf(error)}`)
  }
}
