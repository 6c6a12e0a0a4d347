import { SluiceError } from '../../src/errors.ts'
import { type Failure, socketFailure } from '../failure.ts'
import { failureOf, meaningOf } from './codes.ts'
import { fieldsOf } from './wire.ts'

/** Why a request failed, and whether that is about its messages rather than about everything. */
export interface Fault {
  readonly failure: Failure
  /** Something about a message. */
  readonly message: boolean
  /** The connection is of no use any more. */
  readonly broken: boolean
}

/** What an error of the client library, of the network or of Pub/Sub means. Total. */
export function faultOf(error: unknown): Fault {
  const { code, details, trailer } = factsOf(error)
  if (code === undefined) return everything(credentialsFailure(error))
  if (details.includes(tokenText)) return everything(tokenFailure(details))
  if (localText.test(details)) return { failure: connectionFailure(details), message: false, broken: true }
  const meaning = meaningOf(code, details)
  const failure = failureOf(code, meaning, code === 8 || code === 14 ? waitOf(trailer) : undefined)
  return { failure, message: meaning.message === true, broken: false }
}

/** What the client library says in the other side's name, where there is none to say it. */
const localText =
  /^(No connection established|Connection dropped|Connection closed|Name resolution failed|Failed to (parse DNS|start HTTP)|Stream refused|Channel (closed|has been)|Received (RST_STREAM|HTTP status)|The subchannel|read E|write E)/
const tokenText = 'Getting metadata from plugin failed'

interface Facts {
  /** Undefined: no answer of gRPC, but something before it. */
  readonly code: number | undefined
  readonly details: string
  readonly trailer: Buffer | undefined
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number')
    return { code: undefined, details: '', trailer: undefined }
  const { code, details, metadata } = error as Error & {
    readonly code: number
    readonly details?: unknown
    readonly metadata?: { get?(name: string): readonly unknown[] }
  }
  const [trailer] = metadata?.get?.('grpc-status-details-bin') ?? []
  return {
    code,
    details: typeof details === 'string' ? details : '',
    trailer: Buffer.isBuffer(trailer) ? trailer : undefined,
  }
}

/** Texts of TLS, which arrive without their codes. */
const tlsTexts: readonly (readonly [text: RegExp, code: string])[] = [
  [/self.signed certificate in/i, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/self.signed/i, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/unable to (verify|get)/i, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/altnames/i, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  [/has expired/i, 'CERT_HAS_EXPIRED'],
  [/not yet valid/i, 'CERT_NOT_YET_VALID'],
  [/wrong version number|packet length too long/i, 'ERR_SSL_WRONG_VERSION_NUMBER'],
  [/SSL routines|certificate/i, 'EPROTO'],
]

function connectionFailure(details: string): Failure {
  const [, status] = /^Received HTTP status code (\d{3})/.exec(details) ?? []
  if (status !== undefined)
    return {
      class: 'unavailable',
      reason: `answered ${status}, but not as Pub/Sub does`,
      status: Number(status),
    }
  if (details.startsWith('Name resolution')) return { class: 'network', reason: 'host name not found' }
  const code = codeIn(details)
  return code === undefined ? { class: 'network', reason: 'connection broke' } : socketFailure(coded(code))
}

function codeIn(text: string): string | undefined {
  return (
    tlsTexts.find(([pattern]) => pattern.test(text))?.[1] ??
    /\bE(?:AI_)?[A-Z]{4,}\b/.exec(text)?.[0] ??
    undefined
  )
}

function coded(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** A token is asked for elsewhere, before the first request and whenever the last one is old. */
function tokenFailure(text: string): Failure {
  const code = codeIn(text)
  const reason = 'no access token could be had for the credentials'
  if (code === undefined) return { class: 'permission', reason, alarm: true }
  const { class: errorClass, reason: why } = socketFailure(coded(code))
  return { class: errorClass, reason: `${reason}: ${why}` }
}

function credentialsFailure(error: unknown): Failure {
  if (error instanceof SluiceError) return { class: 'other', reason: error.message }
  const text = error instanceof Error ? error.message : ''
  if (/universe domain/i.test(text))
    return {
      class: 'config',
      reason: 'the credentials are for another cloud than this endpoint',
      alarm: true,
    }
  const reason = /default credentials/i.test(text)
    ? 'no credentials were found: neither credentials_file nor default ones'
    : 'the credentials cannot be used'
  return { class: 'permission', reason, alarm: true }
}

const retryInfo = 'type.googleapis.com/google.rpc.RetryInfo'

/** Milliseconds that google.rpc.RetryInfo names among the details of an answer. */
function waitOf(trailer: Buffer | undefined): number | undefined {
  if (trailer === undefined) return undefined
  for (const { number, value } of fieldsOf(trailer)) {
    if (number !== 3 || typeof value === 'number') continue
    const detail = fieldsOf(value)
    if (!detail.some(field => field.number === 1 && String(field.value) === retryInfo)) continue
    const delay = inside(inside(detail, 2), 1)
    const [seconds, nanos] = [1, 2].map(part => delay.find(field => field.number === part)?.value ?? 0)
    const wait = Math.ceil(Number(seconds) * 1_000 + Number(nanos) / 1_000_000)
    if (Number.isFinite(wait) && wait > 0) return wait
  }
  return undefined
}

function inside(fields: ReturnType<typeof fieldsOf>, number: number): ReturnType<typeof fieldsOf> {
  const value = fields.find(field => field.number === number)?.value
  return Buffer.isBuffer(value) ? fieldsOf(value) : []
}

function everything(failure: Failure): Fault {
  return { failure, message: false, broken: true }
}
