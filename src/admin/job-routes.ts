import type { SinkConfig } from '../config/types.ts'
import { SluiceError } from '../errors.ts'
import type { AdminParts, Asked, Route } from './types.ts'

// What a job may do where nobody says: so much that it ends, so little that the sink has room for live events.
const standardRate = 100

/** Replays and redrives. */
export function jobRoutes(now: () => AdminParts): readonly Route[] {
  const start = async ({ fields, caller }: Asked) => {
    const { config, jobs } = now()
    const resumed = fields.text('resume')
    if (resumed !== undefined) return jobs.resume(resumed)
    const kind = fields.needed('kind')
    const sink = fields.needed('sink')
    const asked = {
      sink,
      rate: fields.rate('rate', rateOf(config.sinks.get(sink))),
      dryRun: fields.flag('dryRun'),
    }
    if (kind === 'redrive') return jobs.redrive({ ...asked, select: fields.selection() }, caller.name)
    if (kind !== 'replay')
      throw new SluiceError(
        'request_invalid',
        `kind: found ${JSON.stringify(kind)}, expected replay or redrive`,
      )
    const stretch = { from: fields.point('from'), to: fields.point('to', { kind: 'latest' }) }
    return jobs.replay(
      { ...asked, ...stretch, topic: fields.text('topic'), where: fields.get('where') },
      caller.name,
    )
  }
  return [
    {
      method: 'POST',
      path: '/jobs',
      fields: [
        ...['resume', 'kind', 'sink', 'rate', 'dryRun', 'topic', 'from', 'to', 'where'],
        ...['partition', 'offset', 'stage', 'class', 'rule', 'since', 'until'],
      ],
      run: start,
    },
    { method: 'GET', path: '/jobs', fields: [], run: () => ({ jobs: now().jobs.views }) },
    { method: 'GET', path: '/jobs/:name', fields: [], run: ({ name }) => now().jobs.get(name) },
    { method: 'DELETE', path: '/jobs/:name', fields: [], run: ({ name }) => now().jobs.cancel(name) },
  ]
}

function rateOf(sink: SinkConfig | undefined): number {
  const own = sink?.rate ?? 0
  return own > 0 ? Math.min(own, standardRate) : standardRate
}
