import type { Readable } from 'node:stream'

/** Bytes of an answer that are read; a batch's own has some 3,000. */
export const mostRead = 1_048_576 // 1 MiB

/** Reads an answer's body, in the place of the SDK's own reading, which has no limit. @throws Error where it is longer. */
export function collect(body: Readable): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    body.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= mostRead) chunks.push(chunk)
      else body.destroy(new Error(`an answer of more than ${mostRead} bytes`))
    })
    body.once('error', reject)
    body.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    // Broken off without an error: there is no end then.
    body.once('close', () => reject(new Error('the answer broke off')))
  })
}
