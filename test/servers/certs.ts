import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files for one party. */
export interface Identity {
  readonly cert: string
  /** PKCS#8, readable by its owner only. */
  readonly key: string
  /** Key and certificate in one file, as Kafka takes them. */
  readonly both: string
}

/** A certificate authority of two days and what it signed. */
export interface Certificates {
  readonly folder: string
  readonly ca: string
  /** For `localhost` and `127.0.0.1`. */
  readonly server: Identity
  readonly client: Identity
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** Makes certificates in `folder` with openssl, in about 0.2 s. @throws Error where openssl is missing or fails. */
export function makeCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true })
  openssl(folder, [
    ...[
      'req',
      '-x509',
      ...NEW_KEY,
      '-days',
      '2',
      '-subj',
      '/CN=test-ca',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    ],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
  const server = sign(folder, 'server', [
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
    'extendedKeyUsage=serverAuth,clientAuth',
  ])
  const client = sign(folder, 'client', ['extendedKeyUsage=clientAuth'])
  return { folder, ca: join(folder, 'ca.pem'), server, client }
}

function sign(folder: string, name: string, extensions: readonly string[]): Identity {
  const file = (suffix: string) => join(folder, `${name}.${suffix}`)
  writeFileSync(file('ext'), `${extensions.join('\n')}\n`)
  openssl(folder, ['req', ...NEW_KEY, '-subj', `/CN=${name}`, '-keyout', file('key'), '-out', file('csr')])
  openssl(folder, [
    ...[
      'x509',
      '-req',
      '-in',
      file('csr'),
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
    ],
    ...['-extfile', file('ext'), '-out', file('crt')],
  ])
  writeFileSync(file('pem'), readFileSync(file('key'), 'utf8') + readFileSync(file('crt'), 'utf8'))
  for (const suffix of ['key', 'pem']) chmodSync(file(suffix), 0o600)
  for (const suffix of ['ext', 'csr']) rmSync(file(suffix))
  return { cert: file('crt'), key: file('key'), both: file('pem') }
}

function openssl(folder: string, args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
}
