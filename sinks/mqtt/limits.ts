import type { IConnackPacket } from 'mqtt'
import type { Failure } from '../failure.ts'
import type { SessionOptions } from './session.ts'

/** What a broker takes on one connection. */
export interface Limits {
  /** Messages that are not acknowledged. */
  readonly inFlight: number
  /** Bytes of a packet; undefined: it named no limit. */
  readonly packet: number | undefined
  /** Topic aliases; 0: none. */
  readonly aliases: number
}

/** Before the broker has answered. */
export const noLimits: Limits = { inFlight: 0, packet: undefined, aliases: 0 }

type Properties = IConnackPacket['properties']

/** The broker's limits and the configuration's, whichever are lower. */
export function limitsOf(properties: Properties, session: SessionOptions): Limits {
  return {
    inFlight: Math.min(properties?.receiveMaximum ?? 65_535, session.mostInFlight),
    packet: properties?.maximumPacketSize,
    aliases: Math.min(properties?.topicAliasMaximum ?? 0, session.mostAliases),
  }
}

/** Why the broker cannot take what this sink sends; undefined where it can (MQTT 5 §3.2.2.3). */
export function unfit(properties: Properties, session: SessionOptions): Failure | undefined {
  const { qos, retain } = session
  const most = properties?.maximumQoS
  if (most !== undefined && most < qos)
    return {
      class: 'config',
      reason: `the broker takes QoS ${most} at most; this sink has ${qos}`,
      alarm: true,
    }
  if (retain && properties?.retainAvailable === false)
    return {
      class: 'config',
      reason: 'the broker retains no messages; this sink has retain: true',
      alarm: true,
    }
  return undefined
}
