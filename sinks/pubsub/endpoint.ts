import { isIP } from 'node:net'
import type { Problems } from '../problems.ts'
import type { WrittenOptions } from './types.ts'

/** Where Pub/Sub is spoken to. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** No TLS and no credentials: an emulator. */
  readonly plain: boolean
  /** Scheme and host, for messages. */
  readonly origin: string
}

/** Google's own, for all regions. */
export const globalHost = 'pubsub.googleapis.com'

/** The variable that Google's own tools and libraries take an emulator's address from. */
export const EMULATOR = 'PUBSUB_EMULATOR_HOST'

/** The configured endpoint, else the emulator that the environment names, else the region's, else the global one. */
export function endpointOf(
  { endpoint, region }: WrittenOptions,
  environment: { readonly [name: string]: string | undefined },
  problems: Problems,
): Endpoint {
  if (endpoint !== undefined && region !== undefined)
    problems.add('region', 'stands beside `endpoint`', 'leave one of them out')
  if (endpoint !== undefined) return written(endpoint, 'endpoint', problems)
  const emulator = environment[EMULATOR] ?? ''
  if (emulator !== '') {
    const address = /^https?:\/\//i.test(emulator) ? emulator : `http://${emulator}`
    return written(address, 'endpoint', problems, ` (from ${EMULATOR})`)
  }
  return secure(region === undefined ? globalHost : `${region}-pubsub.googleapis.com`)
}

function written(address: string, path: string, problems: Problems, from = ''): Endpoint {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    problems.add(path, `no address${from}`, 'https://host:port, or http://host:port for an emulator')
    return secure(globalHost)
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '')
    problems.add(path, `more than a host and a port${from}`, 'such as http://localhost:8085')
  const plain = url.protocol === 'http:'
  // The client library sends the host as the name it expects, which TLS allows for names only.
  if (!plain && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
    problems.add(path, `an IP address${from}, and https:// needs a host name`, 'or http:// for an emulator')
  const port = url.port === '' ? (plain ? 80 : 443) : Number(url.port)
  return { host: url.hostname, port, plain, origin: `${url.protocol}//${url.hostname}` }
}

function secure(host: string): Endpoint {
  return { host, port: 443, plain: false, origin: `https://${host}` }
}
