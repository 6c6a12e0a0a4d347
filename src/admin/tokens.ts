import { hash, timingSafeEqual } from 'node:crypto'
import type { AdminToken } from '../config/types.ts'
import { SluiceError } from '../errors.ts'

/** Who asks, and what it may do. */
export interface Caller {
  /** Empty where nobody has to say who it is. */
  readonly name: string
  readonly role: AdminToken['role']
}

/** Says who asks by the `Authorization` of a request. @throws SluiceError `unauthorized` */
export type Doorkeeper = (authorization: string | undefined) => Caller

/** Digests are compared, and all of them, in a time that depends neither on the tokens nor on what was given. */
export function doorkeeperOf(tokens: readonly AdminToken[]): Doorkeeper {
  if (tokens.length === 0) return () => ({ name: '', role: 'read' })
  const known = tokens.map(({ name, role, token }) => ({ name, role, digest: digestOf(token, 'utf8') }))
  return authorization => {
    const token = /^bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1]
    // Header values come as latin-1 text of their bytes.
    const given = digestOf(token ?? '', 'latin1')
    let caller: Caller | undefined
    for (const { name, role, digest } of known) if (timingSafeEqual(given, digest)) caller ??= { name, role }
    if (caller !== undefined && token !== undefined) return caller
    const found = authorization === undefined ? 'a bearer token is needed' : 'the bearer token is not valid'
    throw new SluiceError('unauthorized', found, {
      hint: 'one of admin.tokens: `Authorization: Bearer …`; the CLI takes it from SLUICE_ADMIN_TOKEN or --token-file',
    })
  }
}

/** @throws SluiceError `forbidden` where the caller may only look. */
export function checkMayChange({ name, role }: Caller): void {
  if (role === 'write') return
  throw name === ''
    ? new SluiceError('forbidden', 'nothing can be changed here: the configuration has no tokens', {
        hint: 'give it `admin: { tokens: [{ name: ops, token: "$' + '{env:ADMIN_TOKEN}", role: write }] }`',
      })
    : new SluiceError('forbidden', `the token ${name} may only look`, { hint: 'use one with `role: write`' })
}

function digestOf(token: string, encoding: 'utf8' | 'latin1'): Buffer {
  return hash('sha256', Buffer.from(token, encoding), 'buffer')
}
