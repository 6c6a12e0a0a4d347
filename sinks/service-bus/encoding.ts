import type { Message } from './message.ts'

/**
 * The bytes of a message as AMQP 1.0 has them (part 1 §1.6, part 3 §3.2), byte for byte those of the SDK, at a third of what they cost
 * there. Undefined: with a time in it, which is the SDK's to write.
 */
export function encoded(message: Message): Buffer | undefined {
  const { body, timeToLive, scheduledEnqueueTimeUtc } = message
  if (timeToLive !== undefined || scheduledEnqueueTimeUtc !== undefined) return undefined
  const head =
    header + annotations(message) + properties(message) + applicationProperties(message) + data(body.length)
  const bytes = Buffer.allocUnsafe(head.length + body.length)
  bytes.write(head, 'latin1')
  bytes.set(body, head.length)
  return bytes
}

// All in front of the body is one text, each of whose characters is a byte: many short writes would cost more.
const header = '\x00\x53\x70\x45' // with nothing in it
const nothing = '\x40'
const plain = /^[\x00-\x7f]*$/
const partitionKey = symbol('x-opt-partition-key')

/** Always there, as the SDK has it. */
function annotations({ partitionKey: key }: Message): string {
  return `\x00\x53\x72${key === undefined ? map('', 0) : map(partitionKey + string(key), 2)}`
}

/** Fields up to the last that is set. */
function properties({ messageId, subject, contentType, sessionId }: Message): string {
  const fields = [
    string(String(messageId)), // message-id
    nothing, // user-id
    nothing, // to
    subject === undefined ? nothing : string(subject),
    nothing, // reply-to
    nothing, // correlation-id
    contentType === undefined ? nothing : symbol(contentType),
    nothing, // content-encoding
    nothing, // absolute-expiry-time
    nothing, // creation-time
    sessionId === undefined ? nothing : string(sessionId), // group-id
  ]
  while (fields.at(-1) === nothing) fields.pop()
  return `\x00\x53\x73${compound('\xd0', fields.join(''), fields.length)}`
}

function applicationProperties({ applicationProperties: values }: Message): string {
  if (values === undefined) return ''
  let pairs = ''
  let count = 0
  for (const name in values) {
    pairs += nameOf(name) + string(String(values[name]))
    count += 2
  }
  return `\x00\x53\x74${map(pairs, count)}`
}

function data(length: number): string {
  return `\x00\x53\x75${length < 256 ? `\xa0${byte(length)}` : `\xb0${word(length)}`}`
}

/** Names come from here and from configurations: there are few. */
const names = new Map<string, string>()
const mostNames = 1_000

function nameOf(name: string): string {
  let found = names.get(name)
  if (found === undefined) {
    found = string(name)
    if (names.size < mostNames) names.set(name, found)
  }
  return found
}

function string(text: string): string {
  const bytes = bytesOf(text)
  return bytes.length < 256 ? `\xa1${byte(bytes.length)}${bytes}` : `\xb1${word(bytes.length)}${bytes}`
}

function symbol(text: string): string {
  const bytes = bytesOf(text)
  return bytes.length < 256 ? `\xa3${byte(bytes.length)}${bytes}` : `\xb3${word(bytes.length)}${bytes}`
}

function map(pairs: string, count: number): string {
  return compound('\xd1', pairs, count)
}

/** What holds others, in its long form: its size, which counts the count, and the count. */
function compound(code: string, items: string, count: number): string {
  return `${code}${word(items.length + 4)}${word(count)}${items}`
}

function bytesOf(text: string): string {
  return plain.test(text) ? text : Buffer.from(text).toString('latin1')
}

function byte(value: number): string {
  return String.fromCharCode(value)
}

function word(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}
