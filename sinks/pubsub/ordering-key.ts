import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

const longest = 1_024 // bytes of UTF-8

/**
 * An event's key as an ordering key; empty where there is none. Keys are the latin-1 text of their bytes. With `spread`
 * keys share so many ordering keys, the same on every instance: what is in order there is in order by itself, too.
 */
export function orderingKeyOf(key: string | undefined, spread = 0): string {
  if (key === undefined || key === '') return ''
  if (spread > 0) return String(crc32(Buffer.from(key, 'latin1')) % spread)
  if (key.length <= longest && /^[ -~]*$/.test(key)) return key
  const bytes = Buffer.from(key, 'latin1')
  if (bytes.length <= longest && isUtf8(bytes) && !bytes.includes(0)) return bytes.toString()
  return createHash('sha256').update(bytes).digest('base64url')
}
