import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
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
  /** TLS 1.2 where it is not written. */
  readonly min_version?: '1.2' | '1.3'
}

/** How a connection is secured. */
export interface Tls {
  /** What the files say now: they are read anew where they have changed, so certificates can be renewed in place. */
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
  for (const name of ['ca', 'cert', 'key'] as const) checkReadable(name, written[name], problems)
  if (problems.found.length > before) return undefined
  try {
    return new CertificateFiles(written)
  } catch (error) {
    problems.add(
      'tls',
      `the PEM files cannot be used: ${messageOf(error)}`,
      'do key and certificate belong together?',
    )
    return undefined
  }
}

class CertificateFiles implements Tls {
  readonly verify: boolean
  readonly serverName: string | undefined
  readonly #written: WrittenTls
  #state: string
  #context: SecureContext
  #looked = performance.now()

  constructor(written: WrittenTls) {
    this.verify = written.verify ?? true
    this.serverName = written.server_name
    this.#written = written
    this.#state = stateOf(written)
    this.#context = contextOf(written)
  }

  get context(): SecureContext {
    const now = performance.now()
    if (now - this.#looked < lookAgain) return this.#context
    this.#looked = now
    const state = stateOf(this.#written)
    if (state === this.#state) return this.#context
    try {
      this.#context = contextOf(this.#written)
      this.#state = state
    } catch {
      // One file is new and the other not yet, or half of it is written: what was read before serves until they fit.
    }
    return this.#context
  }
}

// Connections are made one after the other at times; looking at the files for each would cost more than it tells.
const lookAgain = 1_000 // ms

/** Changes whenever a file does; empty of a file that is not there. */
function stateOf({ ca, cert, key }: WrittenTls): string {
  const states = [ca, cert, key].map(path => {
    const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}.${stats.size}.${stats.mtimeMs}`
  })
  return states.join()
}

function contextOf({ ca, cert, key, min_version = '1.2' }: WrittenTls): SecureContext {
  const read = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path))
  const authority = read(ca)
  // Node takes a file without certificates, and then trusts nobody.
  if (authority !== undefined) new X509Certificate(authority)
  return createSecureContext({
    ca: authority,
    cert: read(cert),
    key: read(key),
    minVersion: `TLSv${min_version}`,
  })
}

function checkReadable(name: string, path: string | undefined, problems: Problems): void {
  if (path === undefined) return
  try {
    readFileSync(path)
  } catch (error) {
    problems.add(`tls.${name}`, `cannot be read: ${messageOf(error)}`)
  }
}
