import { SluiceError } from '../errors.ts'
import type { AdminParts, Asked, Route } from './types.ts'

/** Where sinks stand, and what operators do to them. */
export function sinkRoutes(now: () => AdminParts): readonly Route[] {
  const sinks = async () => {
    const { config, moves, states } = now()
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
    const { moves } = now()
    const moved = await moves.rewind(name, fields.text('topic'), fields.point('to'))
    return { moved, ...(await moves.positions(name)) }
  }
  const skip = async ({ name, fields }: Asked) => {
    const { moves } = now()
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
    { method: 'GET', path: '/positions', fields: [], run: () => now().moves.positions() },
    {
      method: 'POST',
      path: '/sinks/:name/pause',
      fields: [],
      run: ({ name }) => now().moves.pause(name, true),
    },
    {
      method: 'POST',
      path: '/sinks/:name/resume',
      fields: [],
      run: ({ name }) => now().moves.pause(name, false),
    },
    { method: 'POST', path: '/sinks/:name/rewind', fields: ['topic', 'to'], run: rewind },
    { method: 'POST', path: '/sinks/:name/skip', fields: ['topic', 'to', 'partition', 'offset'], run: skip },
    {
      method: 'POST',
      path: '/sinks/:name/forget',
      fields: [],
      run: async ({ name }) => {
        const { moves } = now()
        return { forgotten: await moves.forget(name), ...(await moves.positions()) }
      },
    },
    { method: 'POST', path: '/sinks/:name/test', fields: [], run: ({ name }) => now().test(name) },
  ]
}
