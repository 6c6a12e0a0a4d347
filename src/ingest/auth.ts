import { hash, timingSafeEqual } from 'node:crypto'
import type { EndpointConfig } from '../config/types.ts'
import { Refusal } from './refusal.ts'

/** Throws a Refusal unless the request may use the endpoint. */
export type Guard = (authorization: string | undefined) => void

/** The guard of an endpoint. Tokens are compared as digests, in a time that does not depend on them. */
export function guardOf(auth: EndpointConfig['auth']): Guard {
  if (auth.type === 'none') return () => {}
  const wanted = hash('sha256', auth.token, 'buffer')
  return authorization => {
    if (authorization === undefined) throw unauthorized('a bearer token is needed')
    const token = /^bearer +([^ ]+) *$/i.exec(authorization)?.[1]
    // Header values come as latin-1 text of their bytes.
    const given = hash('sha256', Buffer.from(token ?? '', 'latin1'), 'buffer')
    if (!timingSafeEqual(given, wanted) || token === undefined)
      throw unauthorized('the bearer token is not valid')
  }
}

function unauthorized(message: string): Refusal {
  return new Refusal(401, 'unauthorized', message, {
    headers: { 'WWW-Authenticate': 'Bearer realm="sluice"' },
  })
}
