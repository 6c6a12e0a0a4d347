import { createHmac, createPrivateKey, createSecretKey, type KeyObject, sign } from 'node:crypto'
import type { Delivery } from '../src/types.ts'
import type { Problems } from './problems.ts'

/** `signatures` as a configuration has it; secrets are values by then. */
export interface WrittenSignature {
  readonly scheme: 'netbox' | 'standard-webhooks' | 'github'
  readonly secrets: readonly string[]
}

/** What is signed: the bytes that are sent, under the id that the other side deduplicates by. */
export interface Signed {
  readonly id: string
  /** Seconds since the epoch. */
  readonly at: number
  readonly body: Buffer
}

/** Header names and values by turns. */
export type SignatureHeaders = readonly string[]

/** Makes the headers (or attributes) of one scheme. */
export type Signer = (signed: Signed) => SignatureHeaders

/** A signer for each entry. @returns undefined where something is wrong, which is then among the problems. */
export function signersOf(
  written: readonly WrittenSignature[],
  problems: Problems,
): readonly Signer[] | undefined {
  const before = problems.found.length
  const schemes = new Set<string>()
  const signers = written.map(({ scheme, secrets }, index) => {
    const path = `signatures[${index}]`
    if (schemes.has(scheme))
      problems.add(`${path}.scheme`, `"${scheme}" stands in the list twice`, 'put the secrets into one entry')
    schemes.add(scheme)
    return scheme === 'standard-webhooks'
      ? standardWebhooks(secrets, path, problems)
      : digest(scheme, secrets)
  })
  return problems.found.length > before ? undefined : signers
}

/** Adds what signs a delivery's body to what goes along with it: at the time of the attempt, under its dedup id. */
export function addSignatures(
  fields: { [name: string]: string },
  signers: readonly Signer[],
  { dedupId, body }: Delivery,
): void {
  for (const signer of signers) {
    const flat = signer({ id: dedupId, at: Math.floor(Date.now() / 1_000), body })
    for (let index = 0; index < flat.length; index += 2) fields[flat[index]!] = flat[index + 1]!
  }
}

/** Names, in lower case, of the headers that the schemes set, with those of further secrets. */
export function signatureNames(written: readonly WrittenSignature[]): ReadonlySet<string> {
  const names = written.flatMap(({ scheme, secrets }) =>
    scheme === 'standard-webhooks'
      ? ['webhook-id', 'webhook-timestamp', 'webhook-signature']
      : secrets.map((_, index) => numbered(digests[scheme].header, index).toLowerCase()),
  )
  return new Set(names)
}

const digests = {
  /** NetBox's: lower-case hex of an HMAC-SHA512 over the exact body. */
  netbox: { header: 'X-Hook-Signature', algorithm: 'sha512', prefix: '' },
  /** GitHub's: an HMAC-SHA256, its name in front. */
  github: { header: 'X-Hub-Signature-256', algorithm: 'sha256', prefix: 'sha256=' },
} as const

/** The first secret's signature has the usual name. Receivers compare the whole value, so others' have names of their own. */
function digest(scheme: keyof typeof digests, secrets: readonly string[]): Signer {
  const { header, algorithm, prefix } = digests[scheme]
  const keys = secrets.map((secret, index) => ({
    name: numbered(header, index),
    key: createSecretKey(secret, 'utf8'),
  }))
  return ({ body }) =>
    keys.flatMap(({ name, key }) => [name, prefix + createHmac(algorithm, key).update(body).digest('hex')])
}

function numbered(header: string, index: number): string {
  return index === 0 ? header : `${header}-${index + 1}`
}

/** https://www.standardwebhooks.com: `v1` with a shared secret (`whsec_…`), `v1a` with an Ed25519 private key (`whsk_…`). */
function standardWebhooks(secrets: readonly string[], path: string, problems: Problems): Signer {
  const signatures: ((content: Buffer) => string)[] = []
  secrets.forEach((secret, index) => {
    const signature = secret.startsWith('whsk_') ? ed25519(secret.slice(5)) : shared(secret)
    if (signature !== undefined) signatures.push(signature)
    else
      problems.add(
        `${path}.secrets[${index}]`,
        'no secret of Standard Webhooks',
        '"whsec_" and 24 to 64 bytes in base64, or "whsk_" and an Ed25519 private key in base64',
      )
  })
  return ({ id, at, body }) => {
    const content = Buffer.concat([Buffer.from(`${id}.${at}.`), body])
    const value = signatures.map(signature => signature(content)).join(' ')
    return ['webhook-id', id, 'webhook-timestamp', String(at), 'webhook-signature', value]
  }
}

function shared(secret: string): ((content: Buffer) => string) | undefined {
  const bytes = base64(secret.replace(/^whsec_/, ''))
  if (bytes === undefined || bytes.length < 24 || bytes.length > 64) return undefined
  const key = createSecretKey(bytes)
  return content => `v1,${createHmac('sha256', key).update(content).digest('base64')}`
}

/** A key as its seed, or as seed and public key together. */
function ed25519(text: string): ((content: Buffer) => string) | undefined {
  const bytes = base64(text)
  if (bytes === undefined || (bytes.length !== 32 && bytes.length !== 64)) return undefined
  const key = ed25519Key(bytes.subarray(0, 32))
  return content => `v1a,${sign(null, content, key).toString('base64')}`
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410 §7, in front of the seed

function ed25519Key(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
}

function base64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
