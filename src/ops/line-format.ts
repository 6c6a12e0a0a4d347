import { printableLine } from '../text.ts'

/** A JSON line for people: `10:30:00.123 warn  delivery.attempted sink=crm attempt=2 reason="answered 503"`. */
export function textLine(json: string): string {
  const { time, level, msg, ...fields } = JSON.parse(json) as { readonly [name: string]: unknown }
  let line = `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${printableLine(String(msg))}`
  for (const [name, value] of Object.entries(fields)) line += ` ${printableLine(name)}=${shown(value)}`
  return `${line}\n`
}

function shown(value: unknown): string {
  return printableLine(typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value))
}
