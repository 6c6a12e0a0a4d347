/** The whole road to Pub/Sub, with Google's own fake. */
import { describe } from 'node:test'
import type { PstestMessage, PstestServer } from '../../servers/pstest.ts'
import { TOPIC } from '../../servers/pstest.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'
import type { Arrival } from '../../suites/other-side.ts'
import { type RoadEnd, roadSuite } from '../../suites/road.ts'

interface End extends RoadEnd {
  readonly server: PstestServer
}

function arrivalOf({ data, attributes }: PstestMessage): Arrival {
  const { egress_id: egressId = '', source_id: sourceId = '' } = attributes
  return { body: data, dedupId: egressId, egressId, sourceId }
}

const pstest = ownPstest('the whole road to Pub/Sub')

describe('with pstest', { skip: pstest.skip }, () => {
  for (const [name, ordering] of [
    ['in batches', []],
    ['in order', ['ordering: true']],
    ['in order, several keys in a request', ['ordering: true', 'ordering_keys: 4']],
  ] as const)
    describe(name, () =>
      roadSuite<End>({
        type: 'pubsub',
        secrets: ['secret'],
        open: async t => {
          const server = await pstest.start(t)
          return {
            server,
            options: [`topic: ${TOPIC}`, `endpoint: ${server.url}`, ...ordering],
            arrived: () => server.requests.flatMap(({ messages }) => messages.map(arrivalOf)),
            stop: () => server.kill(),
            start: () => server.start(),
          }
        },
        faults: [
          {
            what: 'not authorised',
            begin: ({ server }) => server.control({ all: { code: 7, message: 'secret' } }),
            mended: ({ server }) => server.control({}),
            outcome: 'retry',
            class: 'permission',
            status: 7,
            reason: /not authorised: needs pubsub\.topics\.publish on the topic/,
          },
          {
            what: 'credentials that are not accepted',
            begin: ({ server }) => server.control({ all: { code: 16, message: 'secret' } }),
            mended: ({ server }) => server.control({}),
            outcome: 'retry',
            class: 'permission',
            status: 16,
            reason: /the credentials are not accepted/,
          },
          {
            what: 'a topic that is not there',
            options: ['topic: projects/test/topics/missing'],
            outcome: 'retry',
            class: 'not_found',
            status: 5,
            reason: /topic not found/,
          },
          {
            what: 'throttled',
            begin: ({ server }) => server.reply([{ code: 8, message: 'Quota exceeded', retryMs: 100 }]),
            mended: () => {},
            outcome: 'retry',
            class: 'throttled',
            status: 8,
            reason: /a quota is used up/,
          },
          {
            what: 'a message that is refused',
            begin: ({ server }) =>
              server.reply([{ code: 3, message: 'Message failed schema validation. secret' }]),
            outcome: 'refused',
            class: 'rejected',
            status: 3,
            reason: /does it fit the topic's schema/,
          },
        ],
      }),
    )
})
