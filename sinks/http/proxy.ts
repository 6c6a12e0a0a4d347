import type { Socket } from 'node:net'
import { isIP } from 'node:net'
import { SluiceError } from '../../src/errors.ts'
import { Client } from '../../src/undici.ts'
import { blockList } from './address-ranges.ts'

/** An HTTP proxy that connections are made through. */
export interface ForwardProxy {
  /** `http://proxy:3128` */
  readonly origin: string
  /** `Basic …`; undefined: none. */
  readonly authorization: string | undefined
}

/** Code of the error where the proxy did not make the connection; `proxyStatus` says what it answered. */
export const PROXY_REFUSED = 'PROXY_REFUSED'

/** The proxy's answer to CONNECT was no success. */
export class ProxyError extends SluiceError {
  /** 0: it could not be reached, and `cause` says why. */
  readonly status: number

  constructor(status: number, cause?: unknown) {
    super(PROXY_REFUSED, status === 0 ? 'cannot be reached' : `answered ${status}`, { cause })
    this.name = 'ProxyError'
    this.status = status
  }
}

/**
 * Asks the proxy for a connection to a host and port (HTTP CONNECT, RFC 9110 §9.3.6). The socket is the caller's.
 * @throws ProxyError; the signal's reason when it aborts.
 */
export async function connectThrough(
  proxy: ForwardProxy,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const client = new Client(proxy.origin, { pipelining: 1, allowH2: false })
  try {
    const { statusCode, socket } = await client.connect({
      path: `${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
      headers: proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization },
      signal,
    })
    if (statusCode >= 200 && statusCode < 300) return socket as Socket
    socket.on('error', () => {}).destroy()
    throw new ProxyError(statusCode)
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof ProxyError ? error : new ProxyError(0, error)
  } finally {
    // The socket of an upgraded connection is not the client's any more.
    void client.destroy().catch(() => {})
  }
}

/**
 * Whether a host is to be reached directly, by a list such as that of `NO_PROXY`: `*`, host names (which cover their
 * subdomains, with or without a leading dot), IP addresses and subnets, each with `:port` or without.
 */
export function isDirect(host: string, port: number, exceptions: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  return exceptions.some(exception => {
    const [, entry = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception.trim().toLowerCase()) ?? []
    const whole = isIP(exception.trim()) === 6 || exception.includes('::') ? exception.trim() : entry
    if (onlyPort !== undefined && whole === entry && Number(onlyPort) !== port) return false
    return matches(name, whole)
  })
}

function matches(name: string, entry: string): boolean {
  if (entry === '*') return true
  if (entry === '') return false
  const address = entry.split('/')[0]!
  if (isIP(address) !== 0) {
    const family = isIP(name)
    return family !== 0 && blockList([entry]).check(name, family === 4 ? 'ipv4' : 'ipv6')
  }
  const domain = entry.replace(/^\*?\./, '')
  return name === domain || name.endsWith(`.${domain}`)
}
