import type { Message } from './message.ts'

/**
 * The body of a PublishBatch request in AWS's query protocol: entries have their indexes as ids. Written into bytes at
 * once, which costs a fraction of what the SDK's serializer does: strings of strings, encoded again to be hashed and sent.
 */
export function batchForm(topicArn: string, messages: readonly Message[]): Buffer {
  const form = new Form(messages.reduce((sum, { body }) => sum + body.length, 0) * 2 + 4_096)
  form.text('Action=PublishBatch&Version=2010-03-31&TopicArn=')
  form.value(topicArn)
  for (const [index, message] of messages.entries()) entry(form, index, message)
  return form.bytes()
}

function entry(form: Form, index: number, { body, structured, subject, attributes, fifo }: Message): void {
  const prefix = `&PublishBatchRequestEntries.member.${index + 1}.`
  form.text(`${prefix}Id=${index}${prefix}Message=`)
  form.value(body)
  if (subject !== undefined) form.pair(`${prefix}Subject`, subject)
  if (structured) form.pair(`${prefix}MessageStructure`, 'json')
  if (fifo !== undefined) {
    form.pair(`${prefix}MessageGroupId`, fifo.group)
    form.pair(`${prefix}MessageDeduplicationId`, fifo.dedupId)
  }
  let count = 0
  for (const name in attributes) {
    const at = `${prefix}MessageAttributes.entry.${++count}.`
    form.pair(`${at}Name`, name)
    form.text(`${at}Value.DataType=String`)
    form.pair(`${at}Value.StringValue`, attributes[name]!)
  }
}

/** Bytes that grow. */
class Form {
  #bytes: Buffer
  #length = 0

  constructor(room: number) {
    this.#bytes = Buffer.allocUnsafe(room)
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /** As it is; ASCII. */
  text(text: string): void {
    this.#reserve(text.length)
    this.#length += this.#bytes.write(text, this.#length, 'latin1')
  }

  pair(name: string, value: string): void {
    if (unreserved.test(value)) {
      this.text(`${name}=${value}`)
      return
    }
    this.text(`${name}=`)
    this.value(value)
  }

  /** Percent-encoded. */
  value(value: string | Buffer): void {
    const source = typeof value === 'string' ? Buffer.from(value) : value
    this.#reserve(source.length * 3)
    const bytes = this.#bytes
    let at = this.#length
    for (let index = 0; index < source.length; index++) {
      const byte = source[index]!
      if (plain[byte] === 1) bytes[at++] = byte
      else {
        bytes[at++] = 0x25 // %
        bytes[at++] = digits[byte >> 4]!
        bytes[at++] = digits[byte & 15]!
      }
    }
    this.#length = at
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}

const unreserved = /^[A-Za-z0-9_.~-]*$/ // RFC 3986 §2.3
const digits = Buffer.from('0123456789ABCDEF')
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 128 && unreserved.test(String.fromCharCode(byte)) ? 1 : 0,
)
