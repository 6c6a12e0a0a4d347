import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { messageOf } from '../src/errors.ts'
import type { Problems } from './problems.ts'

/** `tls` as a configuration has it: paths of PEM files. */
export interface WrittenTls {
  readonly verify?: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly server_name?: string
}

/** How a connection is secured. */
export interface Tls {
  readonly context: SecureContext
  readonly verify: boolean
  /** Undefined: the host's own. */
  readonly serverName: string | undefined
}

/** Reads the PEM files; undefined where something is wrong with them, which is then among the problems. */
export function tlsOf(written: WrittenTls, problems: Problems): Tls | undefined {
  const before = problems.found.length
  const verify = written.verify ?? true
  if (!verify && written.ca !== undefined)
    problems.add(
      'tls.ca',
      'says whom to trust, and `verify: false` to trust everybody',
      'leave one of them out',
    )
  const ca = pem('ca', written, problems)
  const cert = pem('cert', written, problems)
  const key = pem('key', written, problems)
  if (problems.found.length > before) return undefined
  try {
    // Node takes a file without certificates, and then trusts nobody.
    if (ca !== undefined) new X509Certificate(ca)
    const context = createSecureContext({ ca, cert, key, minVersion: 'TLSv1.2' })
    return { context, verify, serverName: written.server_name }
  } catch (error) {
    problems.add(
      'tls',
      `the PEM files cannot be used: ${messageOf(error)}`,
      'do key and certificate belong together?',
    )
    return undefined
  }
}

function pem(name: 'ca' | 'cert' | 'key', written: WrittenTls, problems: Problems): Buffer | undefined {
  const path = written[name]
  if (path === undefined) return undefined
  try {
    return readFileSync(path)
  } catch (error) {
    problems.add(`tls.${name}`, `cannot be read: ${messageOf(error)}`)
    return undefined
  }
}
