import { lookup as resolve } from 'node:dns'
import { type BlockList, isIP, type LookupFunction } from 'node:net'
import { SluiceError } from '../../src/errors.ts'
import { blockList, unroutable } from './address-ranges.ts'

/** Code of the error for an address that may not be connected to. */
export const FORBIDDEN = 'ADDRESS_FORBIDDEN'

/** One address of a host, as `dns.lookup` gives it. */
export interface Resolved {
  readonly address: string
  readonly family: number
}

/** Resolves a host's name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>

/**
 * Keeps requests from going where they must not: only public addresses, and what is allowed by name, address or subnet.
 * A name is resolved once and the connection made to an address that was looked at: it cannot change in between.
 */
export class AddressGuard {
  readonly #hosts: ReadonlySet<string>
  readonly #subnets: BlockList
  readonly #resolve: Resolve

  /** `allow`: host names, IP addresses, subnets (`10.1.0.0/16`). */
  constructor(allow: readonly string[] = [], resolve: Resolve = resolveAll) {
    const isAddress = (entry: string) => isIP(entry.split('/')[0]!) !== 0
    this.#hosts = new Set(allow.filter(entry => !isAddress(entry)).map(host => host.toLowerCase()))
    this.#subnets = blockList(allow.filter(isAddress))
    this.#resolve = resolve
  }

  /** The addresses of a host that may be connected to, never none. @throws SluiceError `ADDRESS_FORBIDDEN`; errors of DNS. */
  async addresses(host: string): Promise<readonly Resolved[]> {
    const family = isIP(host)
    const found = family === 0 ? await this.#resolve(host) : [{ address: host, family }]
    if (this.#hosts.has(host.toLowerCase().replace(/\.$/, ''))) return found
    const good = found.filter(({ address }) => this.#forbids(address) === undefined)
    if (good.length > 0) return good
    const kind = found[0] === undefined ? 'no' : this.#forbids(found[0].address)
    throw new SluiceError(FORBIDDEN, `leads to a ${kind} address`)
  }

  #forbids(address: string): string | undefined {
    const kind = unroutable(address)
    if (kind === undefined) return undefined
    return this.#subnets.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') ? undefined : kind
  }
}

/** Addresses that are known already, as the look-up of a connection. */
export function lookupOf(addresses: readonly Resolved[]): LookupFunction {
  return (_host, options, done) => {
    if (options.all === true) done(null, [...addresses])
    else done(null, addresses[0]!.address, addresses[0]!.family)
  }
}

function resolveAll(host: string): Promise<readonly Resolved[]> {
  return new Promise((done, fail) => {
    resolve(host, { all: true }, (error, addresses) => (error === null ? done(addresses) : fail(error)))
  })
}
