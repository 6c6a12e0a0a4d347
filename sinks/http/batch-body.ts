import type { Delivery } from '../../src/types.ts'

/** How several bodies become one. */
export type BatchForm = 'array' | 'lines'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20

/** The body of a batch: a JSON array, or one line each. In lines, line breaks within a body become spaces. */
export function batchBody(deliveries: readonly Delivery[], form: BatchForm): Buffer {
  const parts: Buffer[] = []
  const [before, between, after] = form === 'array' ? ['[', ',', ']'] : ['', '\n', '\n']
  deliveries.forEach(({ body }, index) => {
    parts.push(Buffer.from(index === 0 ? before : between), form === 'array' ? body : oneLine(body))
  })
  parts.push(Buffer.from(after))
  return Buffer.concat(parts)
}

/** Media type of a batch, given that of one body. */
export function batchType(contentType: string, form: BatchForm): string {
  if (form === 'lines') return 'application/x-ndjson'
  return contentType.startsWith('application/cloudevents+json')
    ? contentType.replace('cloudevents+json', 'cloudevents-batch+json')
    : 'application/json'
}

function oneLine(body: Buffer): Buffer {
  if (!body.includes(LINE_FEED) && !body.includes(CARRIAGE_RETURN)) return body
  const line = Buffer.from(body)
  for (let i = 0; i < line.length; i++)
    if (line[i] === LINE_FEED || line[i] === CARRIAGE_RETURN) line[i] = SPACE
  return line
}
