/** A JSON line for people: `10:30:00.123 warn  delivery.attempted sink=crm attempt=2 reason="answered 503"`. */
export function textLine(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as { readonly [name: string]: unknown }
  let line = `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${printable(String(msg))}`
  for (const [name, value] of Object.entries(fields)) line += ` ${printable(name)}=${shown(value)}`
  return `${line}\n`
}

/** The text with control characters, separators and direction marks as escapes: it cannot move a terminal's cursor or begin a line. */
export function printable(text: string): string {
  return text.replace(HIDDEN, character => {
    const code = character.charCodeAt(0)
    return SHORT[character] ?? `\\u${code.toString(16).padStart(4, '0')}`
  })
}

// C0, DEL and C1; line and paragraph separators; marks that turn the reading direction.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const SHORT: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function shown(value: unknown): string {
  return printable(typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value))
}
