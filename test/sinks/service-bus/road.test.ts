/** The whole road to Service Bus, with a stand-in that fails as the service does. */
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { type RoadEnd, roadSuite } from '../../suites/road.ts'
import { arrivalOf } from './other-side.ts'

interface End extends RoadEnd {
  readonly double: ServiceBusDouble
}

const accept = ({ double }: End) => {
  double.answer = () => 'accept'
}

for (const most of [1, 100])
  roadSuite<End>({
    type: 'service_bus',
    secrets: ['secret'],
    open: async t => {
      const double = await ServiceBusDouble.start(t)
      return {
        double,
        options: [
          `connection_string: "${double.connectionString}"`,
          'topic: netbox',
          `batch: { max_count: ${most} }`,
        ],
        arrived: () => double.received.map(arrivalOf),
        stop: () => double.stop(),
        start: () => double.start(),
      }
    },
    faults: [
      {
        what: 'a token that is refused',
        begin: ({ double }) => {
          double.cbsStatus = 401
          double.cbsCondition = 'amqp:unauthorized-access'
        },
        mended: ({ double }) => {
          double.cbsStatus = 202
          double.cbsCondition = undefined
        },
        outcome: 'retry',
        class: 'permission',
        reason: /not authorised: needs the right Send there/,
      },
      {
        what: 'a topic that is not there',
        begin: ({ double }) => {
          double.attachError = {
            condition: 'amqp:not-found',
            description: "The messaging entity 'sb://secret/netbox' could not be found.",
          }
        },
        mended: ({ double }) => {
          double.attachError = undefined
        },
        outcome: 'retry',
        class: 'not_found',
        reason: /MessagingEntityNotFound/,
      },
      {
        what: 'a message that is too large',
        size: 270_000,
        outcome: 'refused',
        class: 'too_large',
        reason: /too large: a body of \d+ bytes/,
      },
      {
        what: 'server busy',
        begin: ({ double }) => {
          double.answer = () => ({
            reject: 'com.microsoft:server-busy',
            description: 'Please wait 1 seconds',
          })
        },
        mended: accept,
        outcome: 'retry',
        class: 'throttled',
        reason: /ServiceBusy/,
      },
      {
        what: 'a quota that is used up',
        begin: ({ double }) => {
          double.answer = () => ({ reject: 'amqp:resource-limit-exceeded', description: 'secret' })
        },
        outcome: 'retry',
        class: 'throttled',
        reason: /QuotaExceeded/,
      },
      {
        what: 'a link that is detached under way',
        begin: ({ double }) => {
          let first = true
          double.answer = () => {
            const answer = first ? ({ detach: 'amqp:link:detach-forced' } as const) : 'accept'
            first = false
            return answer
          }
        },
        mended: () => {},
        outcome: 'retry',
        class: 'network',
        reason: /detached/,
      },
    ],
  })
