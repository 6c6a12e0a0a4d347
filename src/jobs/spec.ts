import type { Selection } from '../dead-letters/selection.ts'
import type { Stretch } from '../stretch.ts'
import type { Json } from '../types.ts'

/** A replay or redrive as it was asked for: what a job goes on with after a crash. */
export interface JobSpec {
  readonly id: string
  readonly kind: 'replay' | 'redrive'
  readonly sink: string
  /** Deliveries a second; 0: no limit. */
  readonly rate: number
  /** Name of the token with which it was asked for. */
  readonly by: string
  /** RFC 3339. */
  readonly created: string
  /** Of a replay: conditions on the event's own fields; null: all that the rules send to the sink. */
  readonly where: Json
  /** Of a redrive: which letters. */
  readonly select: Selection
}

/** A spec and where the job stops in one partition, as that partition's commits carry them. */
export interface Written {
  readonly spec: JobSpec
  readonly stretch: Stretch
}

const start = 'job1;'

/** The line with which the metadata of a job's commits begins; what follows is the reader's. */
export function specLine(spec: JobSpec, { from, to }: Stretch): string {
  return `${start}${JSON.stringify({ ...spec, from, to })}\n`
}

/** Takes such a line off the metadata of a commit; `written` is undefined where there is none. */
export function readSpec(
  metadata: string,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): { readonly written: Written | undefined; readonly rest: string } {
  const end = metadata.indexOf('\n')
  if (!metadata.startsWith(start) || end < 0) return { written: undefined, rest: metadata }
  try {
    const { from, to, ...spec } = JSON.parse(metadata.slice(start.length, end)) as JobSpec & Stretch
    return { written: { spec, stretch: { topic, partition, from, to } }, rest: metadata.slice(end + 1) }
  } catch {
    return { written: undefined, rest: metadata }
  }
}
