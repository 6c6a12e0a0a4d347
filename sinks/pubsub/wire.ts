/** A field of a message in the protocol's encoding. What is no bytes is its number, as far as it is exact. */
export interface Field {
  readonly number: number
  readonly value: Buffer | number
}

/** The fields of a message, in order; those behind what cannot be read are left out. */
export function fieldsOf(message: Buffer): readonly Field[] {
  const fields: Field[] = []
  const reader = { message, at: 0 }
  while (reader.at < message.length) {
    const tag = integer(reader)
    if (tag === undefined) break
    const value = valueAt(tag % 8, reader)
    if (value === undefined) break
    fields.push({ number: Math.floor(tag / 8), value })
  }
  return fields
}

/** A message of texts, each under its number. */
export function textFields(fields: readonly (readonly [number: number, text: string])[]): Buffer {
  const parts = fields.map(([number, text]) => {
    const bytes = Buffer.from(text)
    return Buffer.concat([Buffer.from([number * 8 + 2]), length(bytes.length), bytes])
  })
  return Buffer.concat(parts)
}

interface Reader {
  readonly message: Buffer
  at: number
}

function valueAt(kind: number, reader: Reader): Buffer | number | undefined {
  if (kind === 0) return integer(reader)
  const size = kind === 2 ? integer(reader) : kind === 1 ? 8 : kind === 5 ? 4 : undefined
  if (size === undefined || reader.at + size > reader.message.length) return undefined
  reader.at += size
  return reader.message.subarray(reader.at - size, reader.at)
}

/** Seven bits in each byte, the lowest first. */
function integer(reader: Reader): number | undefined {
  let value = 0
  for (let power = 1; reader.at < reader.message.length; power *= 128) {
    const byte = reader.message[reader.at++]!
    value += (byte & 127) * power
    if (byte < 128) return value
  }
  return undefined
}

function length(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) + 128)
  return Buffer.from([...bytes, left])
}
