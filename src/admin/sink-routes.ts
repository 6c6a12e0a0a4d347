import { SluiceError } from '../errors.ts'
import type { AdminParts, Asked, Route } from './routes.ts'

/** Where sinks stand, and what operators do to them. */
export function sinkRoutes({ config, moves, states, test }: AdminParts): readonly Route[] {
  const sinks = async () => {
    const { partitions, positions } = await moves.positions()
    return {
      partitions,
      sinks: [...states()].map(([name, state]) => ({
        name,
        type: config.sinks.get(name)?.type ?? name,
        group: config.sinks.get(name)?.group ?? '',
        breaker: state.breaker,
        alarm: state.alarm ?? '',
        paused: state.paused,
        holding: state.holding,
        inFlight: state.inFlight,
        unsettled: state.count,
        stuckKeys: state.failing,
        positions: positions.filter(({ sink }) => sink === name),
      })),
    }
  }
  const rewind = async ({ name, fields }: Asked) => {
    const moved = await moves.rewind(name, fields.text('topic'), fields.point('to'))
    return { moved, ...(await moves.positions(name)) }
  }
  const skip = async ({ name, fields }: Asked) => {
    const topic = fields.text('topic')
    const offset = fields.number('offset')
    if ((offset === undefined) === !fields.has('to'))
      throw new SluiceError('request_invalid', 'expected either `offset`, with `partition`, or `to`')
    const moved =
      offset === undefined
        ? await moves.skip(name, topic, fields.point('to'))
        : await moves.skipOne(name, topic, fields.number('partition') ?? 0, offset)
    return { moved, ...(await moves.positions(name)) }
  }
  return [
    { method: 'GET', path: '/sinks', fields: [], run: sinks },
    { method: 'GET', path: '/positions', fields: [], run: () => moves.positions() },
    { method: 'POST', path: '/sinks/:name/pause', fields: [], run: ({ name }) => moves.pause(name, true) },
    { method: 'POST', path: '/sinks/:name/resume', fields: [], run: ({ name }) => moves.pause(name, false) },
    { method: 'POST', path: '/sinks/:name/rewind', fields: ['topic', 'to'], run: rewind },
    { method: 'POST', path: '/sinks/:name/skip', fields: ['topic', 'to', 'partition', 'offset'], run: skip },
    {
      method: 'POST',
      path: '/sinks/:name/forget',
      fields: [],
      run: async ({ name }) => ({ forgotten: await moves.forget(name), ...(await moves.positions()) }),
    },
    { method: 'POST', path: '/sinks/:name/test', fields: [], run: ({ name }) => test(name) },
  ]
}
