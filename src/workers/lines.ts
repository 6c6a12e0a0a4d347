import type { Readable } from 'node:stream'
import type { LineDestination } from '../ops/index.ts'

const longest = 1024 * 1024 // characters of a line; then it is cut

/** Hands whole lines of a stream on, so that those of several processes do not get into each other. */
export function forwardLines(from: Readable, to: Pick<LineDestination, 'write'>): void {
  let rest = ''
  from.setEncoding('utf8')
  from.on('data', (chunk: string) => {
    const text = rest + chunk
    const end = text.lastIndexOf('\n') + 1
    if (end > 0) to.write(text.slice(0, end))
    rest = text.slice(end)
    if (rest.length <= longest) return
    to.write(`${rest}\n`)
    rest = ''
  })
  // What a kill has cut off is still worth reading.
  from.on('close', () => {
    if (rest !== '') to.write(`${rest}\n`)
  })
}
