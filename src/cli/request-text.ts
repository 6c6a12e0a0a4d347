import { isUtf8 } from 'node:buffer'
import { printable, printableLine } from '../text.ts'
import { prettyJson } from './pretty-json.ts'

/** A request as a receiver prints it. */
export interface ReceivedRequest {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly client: string
  readonly time: Date
  /** Names and values by turns, as they were written. */
  readonly rawHeaders: readonly string[]
  /** What was kept of it. */
  readonly body: Buffer
  /** Bytes that came. */
  readonly length: number
  readonly status: number
}

/**
 * The lines that NetBox's `webhook_receiver` prints for a request. Unlike there, the body is shown whatever its content
 * type says: JSON indented, other text as it is, bytes that are no text as hexadecimal digits.
 */
export function requestText(counter: number, request: ReceivedRequest, headers: boolean): string {
  const { time, client, method, target, version, status } = request
  const line = printableLine(`${method} ${target} HTTP/${version}`)
  const lines = [`[${counter}] ${time.toUTCString()} ${client} "${line}" ${status} -`]
  if (headers) {
    for (let at = 0; at + 1 < request.rawHeaders.length; at += 2)
      lines.push(printableLine(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`))
    lines.push('')
  }
  lines.push(bodyText(request), `Completed request #${counter}`, '------------')
  return `${lines.join('\n')}\n`
}

/** A body for people: JSON indented, other text as it is, bytes that are no text as hexadecimal digits. */
export function bodyText({ body, length }: Pick<ReceivedRequest, 'body' | 'length'>): string {
  if (length === 0) return '(No body)'
  const cut = length > body.length ? `\n(${length} bytes in all, the first ${body.length} are shown)` : ''
  if (!isUtf8(body) && cut === '')
    return `(${length} bytes that are no text) ${body.subarray(0, 512).toString('hex')}`
  const text = body.toString()
  return ((isJson(text) ? prettyJson(text) : undefined) ?? printable(text.trimEnd())) + cut
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
