import type { Problems } from '../problems.ts'
import { type Address, addressOf } from './address.ts'
import { AddressGuard } from './address-guard.ts'
import type { Route } from './dialer.ts'
import { type ForwardProxy, isDirect } from './proxy.ts'

/** The part of a sink's options that says how its targets are reached. */
export interface WrittenRouting {
  readonly proxy?: string
  readonly proxy_resolves?: boolean
  readonly no_proxy?: readonly string[]
  readonly allow_private_addresses?: boolean
  readonly allow?: readonly string[]
}

/** The way to each target, and to where tokens come from. */
export type Routing = (address: Address) => Route

/** `templated`: whether an address is each delivery's own, and so is not trusted. */
export function routingOf(written: WrittenRouting, templated: boolean, problems: Problems): Routing {
  const open = written.allow_private_addresses ?? !templated
  const guard = open ? undefined : new AddressGuard(written.allow)
  if (open && written.allow !== undefined)
    problems.add('allow', 'says what is allowed, and everything is', 'allow_private_addresses: false')
  const proxy = written.proxy === undefined ? undefined : proxyOf(written.proxy, problems)
  if (written.proxy === undefined && written.proxy_resolves === true)
    problems.add('proxy_resolves', 'there is no `proxy`', 'leave it out')
  const direct = written.no_proxy ?? (process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '').split(',')
  return ({ host, port }) => ({
    guard,
    proxy: proxy !== undefined && isDirect(host, port, direct) ? undefined : proxy,
    proxyResolves: written.proxy_resolves === true,
  })
}

function proxyOf(text: string, problems: Problems): ForwardProxy | undefined {
  const address = addressOf(text)
  if (typeof address === 'string' || address.secure || address.path !== '/') {
    problems.add('proxy', 'no address of an HTTP proxy', 'http://proxy.example.com:3128')
    return undefined
  }
  const { origin, userinfo } = address
  const authorization = userinfo === '' ? undefined : `Basic ${Buffer.from(userinfo).toString('base64')}`
  return { origin, authorization }
}
