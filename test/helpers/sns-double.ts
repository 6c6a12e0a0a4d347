/**
 * A stand-in for SNS and STS, for what moto gets wrong: it counts bytes as AWS does, looks at signatures and clocks, and
 * fails as it is told. With another server behind it, what it accepts goes there.
 */
import type { TestContext } from 'node:test'
import { type Answer, HttpReceiver, type Received } from './http-server.ts'
import { motoRequest } from './moto-queue.ts'
import { type SignedBy, signedBy } from './sigv4.ts'

/** An entry of a PublishBatch, as it came. */
export interface Entry {
  readonly id: string
  readonly message: string
  readonly structure: string | undefined
  readonly subject: string | undefined
  readonly group: string | undefined
  readonly dedupId: string | undefined
  readonly attributes: { readonly [name: string]: string }
  /** Bytes as AWS counts them. */
  readonly size: number
}

/** A failure of one entry, or of a whole request. */
export interface Failed {
  readonly code: string
  readonly message?: string
  /** Of a whole request: 400 where it is not given. */
  readonly status?: number
}

/** Where messages go in tests. */
export const standardTopic = 'arn:aws:sns:us-east-1:123456789012:netbox'
export const fifoTopic = `${standardTopic}.fifo`
/** What the tests' credentials are. */
export const accessKey = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret-access-key' } as const

const most = 262_144

/** Listens on 127.0.0.1 until the test ends. */
export class SnsDouble {
  readonly receiver: HttpReceiver
  /** Topics that there are. */
  readonly topics = new Set([standardTopic, fifoTopic])
  /** Secrets by access key: others are not known. */
  readonly keys = new Map<string, string>([[accessKey.accessKeyId, accessKey.secretAccessKey]])
  /** Session tokens that are no longer valid. */
  readonly expired = new Set<string>()
  /** Whole requests that fail next, whatever they are; a raw answer stands for what is not SNS's. */
  readonly failing: (Failed | Answer)[] = []
  /** Milliseconds that its clock is ahead. */
  ahead = 0
  /** Seconds that a role's credentials are valid. */
  roleLifetime = 3_600
  /** AssumeRole's parameters, as they came. */
  readonly assumed: URLSearchParams[] = []
  readonly #upstream: string | undefined
  readonly #entries = new WeakMap<Received, readonly Entry[]>()
  #codes: (string | undefined)[] = []

  private constructor(receiver: HttpReceiver, upstream: string | undefined) {
    this.receiver = receiver
    this.#upstream = upstream
    receiver.answer = request => this.#answer(request)
  }

  /** `upstream`: the address of what accepts instead. */
  static async start(t: TestContext, upstream?: string): Promise<SnsDouble> {
    return new SnsDouble(await HttpReceiver.start(t), upstream)
  }

  get url(): string {
    return this.receiver.origin
  }

  /** PublishBatch requests, each with its entries, accepted or not. */
  get batches(): readonly (readonly Entry[])[] {
    return this.receiver.requests.filter(isBatch).map(request => this.#entriesOf(request))
  }

  /** The next entries fail with these codes; undefined: accepted. */
  fail(codes: readonly (string | undefined)[]): void {
    this.#codes = [...codes]
  }

  #entriesOf(request: Received): readonly Entry[] {
    const entries = this.#entries.get(request) ?? entriesOf(formOf(request))
    this.#entries.set(request, entries)
    return entries
  }

  async #answer(request: Received): Promise<Answer> {
    const form = formOf(request)
    const next = this.failing.shift()
    if (next !== undefined) return 'code' in next ? this.#failure(next) : next
    const refused = this.#refused(signedBy(request))
    if (refused !== undefined) return this.#failure(refused)
    const action = form.get('Action')
    if (action === 'AssumeRole') return this.#assumeRole(form)
    if (!this.topics.has(form.get('TopicArn') ?? ''))
      return this.#failure({ status: 404, code: 'NotFound', message: 'Topic does not exist' })
    if (action === 'GetTopicAttributes') return this.#said(action, '<Attributes/>')
    return this.#publish(form, this.#entriesOf(request))
  }

  #refused(signed: SignedBy | undefined): Failed | undefined {
    if (signed === undefined) return { status: 403, code: 'MissingAuthenticationToken' }
    if (this.expired.has(signed.sessionToken ?? ''))
      return { status: 403, code: 'ExpiredToken', message: 'The security token included is expired' }
    const secret = this.keys.get(signed.accessKeyId)
    if (secret === undefined) return { status: 403, code: 'InvalidClientTokenId' }
    if (!signed.fits(secret)) return { status: 403, code: 'SignatureDoesNotMatch', message: 'Check your key' }
    if (Math.abs(Date.now() + this.ahead - signed.at) > 900_000)
      return {
        status: 403,
        code: 'SignatureDoesNotMatch',
        message: 'Signature expired: … is now earlier than …',
      }
    return undefined
  }

  #assumeRole(form: URLSearchParams): Answer {
    this.assumed.push(form)
    const serial = this.assumed.length
    this.keys.set(`ASIA${serial}`, `role-secret-${serial}`)
    const until = new Date(Date.now() + this.roleLifetime * 1_000).toISOString()
    return this.#said(
      'AssumeRole',
      `<Credentials><AccessKeyId>ASIA${serial}</AccessKeyId><SecretAccessKey>role-secret-${serial}</SecretAccessKey>` +
        `<SessionToken>token-${serial}</SessionToken><Expiration>${until}</Expiration></Credentials>`,
    )
  }

  async #publish(form: URLSearchParams, entries: readonly Entry[]): Promise<Answer> {
    if (entries.reduce((sum, { size }) => sum + size, 0) > most)
      return this.#failure({
        code: 'BatchRequestTooLong',
        message: 'The length of all the messages is too long',
      })
    const failed = new Map<string, string>()
    const fifo = form.get('TopicArn')!.endsWith('.fifo')
    for (const entry of entries) {
      const code = this.#codes.shift() ?? wrongWith(entry, fifo)
      if (code !== undefined) failed.set(entry.id, code)
    }
    const accepted = entries.filter(({ id }) => !failed.has(id))
    const broken = this.#upstream === undefined ? undefined : await this.#pass(this.#upstream, form, failed)
    if (broken !== undefined) return broken
    const member = (text: string) => `<member>${text}</member>`
    const successful = accepted
      .map(({ id }) => member(`<MessageId>m-${id}</MessageId><Id>${id}</Id>`))
      .join('')
    const others = [...failed].map(([id, code]) =>
      member(
        `<Id>${id}</Id><Code>${code}</Code><Message>secret text</Message><SenderFault>true</SenderFault>`,
      ),
    )
    return this.#said(
      'PublishBatch',
      `<Failed>${others.join('')}</Failed><Successful>${successful}</Successful>`,
    )
  }

  /** Sends the accepted entries on. What fails there is among the failed; a failure of the whole is given back. */
  async #pass(
    upstream: string,
    form: URLSearchParams,
    failed: Map<string, string>,
  ): Promise<Answer | undefined> {
    const rest = new URLSearchParams(form)
    for (const name of form.keys())
      if (failed.has(form.get(`${name.split('.').slice(0, 3).join('.')}.Id`) ?? '')) rest.delete(name)
    if (![...rest.keys()].some(name => name.endsWith('.Id'))) return undefined
    const { status, text } = await motoRequest(upstream, rest)
    if (status !== 200) return { status, headers: this.#headers(), body: text }
    const members = text.matchAll(/<member>\s*<Id>(\d)<\/Id>\s*<Code>(\w+)<\/Code>/g)
    for (const [, id, code] of members) failed.set(id!, code!)
    return undefined
  }

  #said(action: string, result: string): Answer {
    const body = `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
    return { status: 200, headers: this.#headers(), body }
  }

  #failure({ status = 400, code, message = 'secret text' }: Failed): Answer {
    const body = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`
    return { status, headers: this.#headers(), body }
  }

  #headers(): { readonly [name: string]: string } {
    return { 'content-type': 'text/xml', date: new Date(Date.now() + this.ahead).toUTCString() }
  }
}

function isBatch({ body }: Received): boolean {
  return body.subarray(0, 40).includes('Action=PublishBatch')
}

function formOf({ body }: Received): URLSearchParams {
  return new URLSearchParams(body.toString())
}

function entriesOf(form: URLSearchParams): readonly Entry[] {
  const entries: Entry[] = []
  for (let index = 1; form.has(`PublishBatchRequestEntries.member.${index}.Id`); index++) {
    const text = (name: string) => form.get(`PublishBatchRequestEntries.member.${index}.${name}`) ?? undefined
    const attributes: { [name: string]: string } = {}
    let size = Buffer.byteLength(text('Message')!)
    for (let at = 1; text(`MessageAttributes.entry.${at}.Name`) !== undefined; at++) {
      const parts = ['Name', 'Value.DataType', 'Value.StringValue'].map(
        part => text(`MessageAttributes.entry.${at}.${part}`)!,
      )
      attributes[parts[0]!] = parts[2]!
      size += Buffer.byteLength(parts.join(''))
    }
    entries.push({
      ...{
        id: text('Id')!,
        message: text('Message')!,
        structure: text('MessageStructure'),
        subject: text('Subject'),
      },
      ...{ group: text('MessageGroupId'), dedupId: text('MessageDeduplicationId'), attributes, size },
    })
  }
  return entries
}

/** What AWS refuses, as a code. */
function wrongWith({ message, size, group, dedupId, attributes }: Entry, fifo: boolean): string | undefined {
  const named = (text: string | undefined) => text !== undefined && /^[!-~]{1,128}$/.test(text)
  const fits = fifo ? named(group) && named(dedupId) : true
  const values = Object.values(attributes)
  const fine = fits && message !== '' && size <= most && values.length <= 10 && !values.includes('')
  return fine ? undefined : 'InvalidParameter'
}
