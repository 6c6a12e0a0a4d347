import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServerTls } from '../../helpers/http-server.ts'
import { type Certificates, type Identity, makeCertificates } from '../../servers/certs.ts'

/** An authority, and servers that something is wrong with. */
export interface TlsFiles extends Certificates {
  /** Signed by itself. */
  readonly selfSigned: ServerTls
  /** Signed by the authority for yesterday. */
  readonly expired: ServerTls
  remove(): void
}

/** Makes certificates in a folder of their own, in about 0.4 s. */
export function tlsFiles(): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'))
  const all = makeCertificates(folder)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  openssl('req', '-x509', '-key', all.server.key, '-days', '2', ...names, '-out', 'self.crt')
  openssl('req', '-new', '-key', all.server.key, ...names, '-out', 'expired.csr')
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '-1']
  openssl('x509', '-req', '-in', 'expired.csr', ...signed, '-out', 'expired.crt')
  const key = readFileSync(all.server.key)
  return {
    ...all,
    selfSigned: { key, cert: readFileSync(join(folder, 'self.crt')) },
    expired: { key, cert: readFileSync(join(folder, 'expired.crt')) },
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** A server's side of an identity; with `ca`, clients need a certificate of that authority. */
export function serverTls({ cert, key }: Identity, ca?: string): ServerTls {
  return {
    cert: readFileSync(cert),
    key: readFileSync(key),
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
  }
}
