/** The whole road to SNS, with a stand-in that counts, signs and fails as AWS does. */
import { type Entry, SnsDouble, standardTopic } from '../../helpers/sns-double.ts'
import type { Arrival } from '../../suites/other-side.ts'
import { type RoadEnd, roadSuite } from '../../suites/road.ts'
import './make.ts' // credentials where the SDK looks first

interface End extends RoadEnd {
  readonly double: SnsDouble
}

function arrivalOf({ message, dedupId, attributes }: Entry): Arrival {
  const { egress_id: egressId = '', source_id: sourceId = '' } = attributes
  return { body: Buffer.from(message), dedupId: dedupId ?? egressId, egressId, sourceId }
}

roadSuite<End>({
  type: 'sns',
  secrets: ['secret'],
  open: async t => {
    const double = await SnsDouble.start(t)
    return {
      double,
      options: [
        `topic_arn: ${standardTopic}`,
        `endpoint: ${double.url}`,
        'batch: { max_count: 10, linger: 0ms }',
      ],
      arrived: () => double.batches.flat().map(arrivalOf),
      stop: () => double.receiver.stop(),
      start: () => double.receiver.start(),
    }
  },
  faults: [
    {
      what: 'credentials that are not known',
      begin: ({ double }) => double.keys.clear(),
      mended: ({ double }) => double.keys.set('AKIATEST', 'secret-access-key'),
      outcome: 'retry',
      class: 'permission',
      status: 403,
      reason: /InvalidClientTokenId \(this access key is not known\)/,
    },
    {
      what: 'not authorised',
      begin: ({ double }) => double.failing.push({ code: 'AuthorizationError', status: 403 }),
      mended: () => {},
      outcome: 'retry',
      class: 'permission',
      status: 403,
      reason: /not authorised: needs sns:Publish on the topic/,
    },
    {
      what: 'a topic that is not there',
      begin: ({ double }) => double.topics.clear(),
      mended: ({ double }) => double.topics.add(standardTopic),
      outcome: 'retry',
      class: 'not_found',
      status: 404,
      reason: /topic not found/,
    },
    {
      what: 'a message that is too large',
      size: 270_000,
      outcome: 'refused',
      class: 'too_large',
      reason: /too large: \d+ bytes/,
    },
    {
      what: 'a message that is too large with its snapshots and without',
      options: ['oversize: trim_snapshots'],
      size: 270_000,
      outcome: 'refused',
      class: 'too_large',
      reason: /too large: \d+ bytes/,
    },
    {
      what: 'throttled',
      begin: ({ double }) => double.failing.push({ code: 'Throttling', status: 400 }),
      mended: () => {},
      outcome: 'retry',
      class: 'throttled',
      status: 400,
      reason: /Throttling \(throttled\)/,
    },
  ],
  halfFails: ({ double }) =>
    double.fail(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? 'InternalError' : undefined))),
})
