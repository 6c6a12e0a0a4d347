import { join } from 'node:path'
import type { Certificates } from './certs.ts'
import { HOST } from './ports.ts'

/** A listener of a broker: how clients may come in. */
export type Listener = 'PLAINTEXT' | 'CONTROLLER' | 'SSL' | 'SASL' | 'SASL_TLS'

/** One broker of a cluster, as its configuration sees it. */
export interface Node {
  readonly id: number
  readonly folder: string
  readonly ports: Readonly<Record<string, number>>
}

/** What brokers are made for. */
export interface Security {
  readonly certificates: Certificates | undefined
  /** Whether a client must show a certificate on the TLS listeners. */
  readonly clientCertificate: 'requested' | 'required'
  /** Name → password, for PLAIN and SCRAM; undefined: no SASL listener. */
  readonly users: Readonly<Record<string, string>> | undefined
}

const PROTOCOL: Readonly<Record<Listener, string>> = {
  PLAINTEXT: 'PLAINTEXT',
  CONTROLLER: 'PLAINTEXT',
  SSL: 'SSL',
  SASL: 'SASL_PLAINTEXT',
  SASL_TLS: 'SASL_SSL',
}

/** The listeners a cluster of that kind has. */
export function listenersOf({ certificates, users }: Security): Listener[] {
  const listeners: Listener[] = ['PLAINTEXT', 'CONTROLLER']
  if (certificates !== undefined) listeners.push('SSL')
  if (users !== undefined) listeners.push('SASL')
  if (certificates !== undefined && users !== undefined) listeners.push('SASL_TLS')
  return listeners
}

/** A broker's `server.properties`: a small cluster that starts fast, notices a dead broker in 3 s and keeps to a small heap. */
export function brokerProperties(
  node: Node,
  nodes: readonly Node[],
  security: Security,
  more: Readonly<Record<string, string | number | boolean>>,
): string {
  const listeners = listenersOf(security)
  const at = (listener: Listener) => `${listener}://${HOST}:${node.ports[listener]}`
  const replicas = Math.min(3, nodes.length)
  const inSync = Math.min(2, nodes.length)
  return lines({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(({ id, ports }) => `${id}@${HOST}:${ports['CONTROLLER']}`).join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    listeners: listeners.map(at).join(),
    'advertised.listeners': listeners
      .filter(name => name !== 'CONTROLLER')
      .map(at)
      .join(),
    'listener.security.protocol.map': listeners.map(name => `${name}:${PROTOCOL[name]}`).join(),
    'log.dirs': join(node.folder, 'data'),
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'num.partitions': 1,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    // Three partitions instead of 50: the first group of a new cluster waits for all of them.
    'offsets.topic.num.partitions': OFFSETS_PARTITIONS,
    'transaction.state.log.num.partitions': 3,
    'share.coordinator.state.topic.num.partitions': 3,
    // Instead of 3 s.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    // A dead broker or controller is noticed in 3 s instead of 9.
    'controller.quorum.election.timeout.ms': 500,
    'controller.quorum.fetch.timeout.ms': 1_500,
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3_000,
    'metadata.max.idle.interval.ms': 5_000,
    'controlled.shutdown.enable': nodes.length > 1,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    // Of the heap: the default takes 128 MiB.
    'log.cleaner.dedupe.buffer.size': 4 * 1_024 * 1_024,
    'log.index.size.max.bytes': 1_024 * 1_024,
    ...tlsProperties(security),
    ...saslProperties(security),
    ...more,
  })
}

/** Partitions of the topic that holds groups' offsets. */
export const OFFSETS_PARTITIONS = 3

/** `meta.properties`, which says that a storage folder is formatted and whose it is. */
export function storageIdentity(clusterId: string, node: Node, directoryId: string): string {
  return lines({ version: 1, 'cluster.id': clusterId, 'node.id': node.id, 'directory.id': directoryId })
}

function tlsProperties({ certificates, clientCertificate }: Security): Record<string, string> {
  if (certificates === undefined) return {}
  return {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificates.server.both,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificates.ca,
    'ssl.client.auth': clientCertificate,
  }
}

function saslProperties(security: Security): Record<string, string> {
  const { users } = security
  if (users === undefined) return {}
  const modules = 'org.apache.kafka.common.security'
  const plain = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`)
  const properties: Record<string, string> = {}
  for (const listener of listenersOf(security).filter(name => name.startsWith('SASL'))) {
    const name = (key: string) => `listener.name.${listener.toLowerCase()}.${key}`
    properties[name('sasl.enabled.mechanisms')] = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER'
    properties[name('plain.sasl.jaas.config')] =
      `${modules}.plain.PlainLoginModule required ${plain.join(' ')};`
    for (const bits of ['256', '512']) {
      properties[name(`scram-sha-${bits}.sasl.jaas.config`)] = `${modules}.scram.ScramLoginModule required;`
    }
    // Takes unsigned tokens (JWS with `alg: none`): the claims sub, iat and exp are checked, no signature.
    properties[name('oauthbearer.sasl.jaas.config')] =
      `${modules}.oauthbearer.OAuthBearerLoginModule required;`
    properties[name('oauthbearer.sasl.server.callback.handler.class')] =
      `${modules}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler`
  }
  return properties
}

function lines(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
