import type { Message } from 'rhea'
import { serviceBusSink } from '../../../sinks/service-bus/sink.ts'
import type { Sink } from '../../../src/types.ts'
import type { AmqpTap } from '../../helpers/amqp-tap.ts'
import type { Answer, Received, ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import type { Arrival, OtherSide, Reply } from '../../suites/sink.ts'

const answers: { readonly [reply in Reply]: Answer } = {
  accept: 'accept',
  retry: { reject: 'amqp:internal-error' },
  refuse: { reject: 'com.microsoft:argument-error' },
  throttle: {
    reject: 'com.microsoft:server-busy',
    description: 'The request was terminated because the entity is being throttled. Please wait 4 seconds.',
  },
}

/** A sink that sends to a connection string, as the suite asks for it. */
export function sinkTo(
  connectionString: string,
  options: { readonly timeout: number; readonly concurrency: number },
  more: { readonly [option: string]: unknown } = {},
): Promise<Sink> | Sink {
  const { timeout, concurrency } = options
  return serviceBusSink.create(
    { type: 'service_bus', connection_string: connectionString, topic: 'netbox', timeout, ...more },
    { name: 'workflow', userAgent: 'Sluice/1.2.3', concurrency },
  )
}

/** The double as the suite's other side. `more`: further options of the sink. */
export function doubleSide(
  double: ServiceBusDouble,
  more: { readonly [option: string]: unknown },
): OtherSide {
  const replies: Reply[] = []
  /** A message keeps its reply until it has been told: in a batch, or by itself. */
  const given = new Map<string, Reply>()
  double.answer = ({ message_id }) => {
    const id = String(message_id)
    const reply = given.get(id) ?? replies.shift() ?? 'accept'
    given.set(id, reply)
    return answers[reply]
  }
  double.decided = ({ message_id }) => void given.delete(String(message_id))
  return {
    arrived: () => double.received.map(arrivalOf),
    connections: () => double.open,
    sink: options => sinkTo(double.connectionString, options, more),
    reply: next => void replies.push(...next),
    hold: () => double.hold(),
    release: () => double.release(),
    stop: () => double.stop(),
    start: () => double.start(),
  }
}

/** A broker behind a proxy that reads along, as the suite's other side. */
export function tapSide(tap: AmqpTap): OtherSide {
  return {
    arrived: () => tap.received.map(arrivalOf),
    connections: () => tap.open,
    sink: options => sinkTo(tap.connectionString, options),
    hold: () => tap.hold(),
    release: () => tap.release(),
    stop: () => tap.stop(),
    start: () => tap.start(),
  }
}

/** A message as the suite knows it. */
export function arrivalOf({ body, message }: Received): Arrival {
  const { message_id, application_properties: own } = message as Message
  return { body, dedupId: String(message_id), egressId: own?.['egress_id'], sourceId: own?.['source_id'] }
}
