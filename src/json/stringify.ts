import type { Json } from '../types.ts'

// Of the standard since 2025, not yet in the compiler's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): Json }

/** JSON without blanks, a bigint as its digits. */
export function stringify(value: Json): string {
  return JSON.stringify(value, digits)
}

function digits(_key: string, value: Json): Json {
  return typeof value === 'bigint' ? rawJSON(value.toString()) : value
}
