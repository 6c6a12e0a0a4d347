import type { Problems } from '../problems.ts'
import type { Tls } from '../tls.ts'

/** One broker, and how it is reached. */
export interface Broker {
  /** Scheme, host and port: all of the address that may be shown. */
  readonly origin: string
  /** An IP address without brackets, or a name. */
  readonly host: string
  readonly port: number
  /** Path and query of a WebSocket; it may carry secrets. Undefined: no WebSocket. */
  readonly path: string | undefined
  /** Undefined: nothing is encrypted. */
  readonly tls: Tls | undefined
}

const ports: { readonly [protocol: string]: number } = {
  'mqtt:': 1883,
  'mqtts:': 8883,
  'ws:': 80,
  'wss:': 443,
}

/** Whether connections to an address are encrypted. */
export function isEncrypted(url: URL): boolean {
  return url.protocol === 'mqtts:' || url.protocol === 'wss:'
}

/**
 * An address as written. Problems never show it: its path, query and user part may be secrets. `path` says where it
 * stands.
 */
export function addressOf(text: string, path: string, problems: Problems): URL | undefined {
  const url = URL.parse(text)
  if (url === null || !Object.hasOwn(ports, url.protocol) || url.hostname === '') {
    problems.add(path, 'no address that begins with mqtt://, mqtts://, ws:// or wss:// and names a host')
    return undefined
  }
  if (url.username !== '' || url.password !== '')
    problems.add(path, 'has a user name or password in it', 'put them into `username` and `password`')
  if (!url.protocol.startsWith('ws') && (url.pathname.length > 1 || url.search !== '' || url.hash !== ''))
    problems.add(path, 'has something after the host and port', 'a path is for ws:// and wss:// only')
  return url
}

/** `tls` is used where the address is encrypted. */
export function brokerAt(url: URL, tls: Tls | undefined): Broker {
  const webSocket = url.protocol.startsWith('ws')
  return {
    origin: `${url.protocol}//${url.host}`,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? ports[url.protocol]! : Number(url.port),
    path: webSocket ? url.pathname + url.search : undefined,
    tls: isEncrypted(url) ? tls : undefined,
  }
}
