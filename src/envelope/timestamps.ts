/** Points in time as ISO 8601 in UTC with microseconds: `2025-10-29T10:30:00.000456Z`. */

const LAST = 253_402_300_799_999 // 9999-12-31T23:59:59.999Z

const WRITTEN = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/

const MICROS_UTC = /^.{19}\.\d{6}\+00:00$/

// Events and attempts come many to a second: the last one's text, and the last written one found to exist.
let lastSecond = Number.NaN
let lastText = ''
let lastWritten = '-'.repeat(33) // begins no text of 32

/** Milliseconds since the epoch, microseconds as their fraction. What lies outside the years 1970 to 9999 is cut to them. */
export function timestampOf(milliseconds: number): string {
  const time = Math.min(Math.max(milliseconds, 0), LAST)
  const second = Math.floor(time / 1000)
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, 20)
    lastSecond = second
  }
  const micros = Math.floor((time - second * 1000) * 1000)
  return `${lastText}${micros.toString().padStart(6, '0')}Z`
}

/**
 * A written time in our form; undefined where it is none. Taken: RFC 3339, a space for the T, an offset without minutes or
 * colon, no fraction or one of any length (cut, not rounded). A time without an offset is none: it might be anywhere's.
 */
export function normalTimestamp(text: string): string | undefined {
  // As NetBox writes them, within a second that is known: no need to take it apart.
  if (text.length === 32 && text.startsWith(lastWritten) && MICROS_UTC.test(text))
    return `${text.slice(0, 26)}Z`
  const parts = WRITTEN.exec(text)
  if (parts === null) return undefined
  const [, date, time, fraction = '', sign, hours = '0', minutes = '0'] = parts
  const written = `${date}T${time}`
  if (written !== lastWritten && !exists(written)) return undefined
  lastWritten = written
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  if (offset === 0) return `${written}.${micros}Z`
  const local = Date.parse(`${written}Z`)
  const utc = new Date(sign === '-' ? local + offset : local - offset).toISOString()
  // A year before 0 or after 9999 has a sign and six digits.
  return utc.length === 24 ? `${utc.slice(0, 20)}${micros}Z` : undefined
}

/** Whether date and time exist: Date.parse alone makes the 2nd of March of the 30th of February. */
function exists(written: string): boolean {
  const time = Date.parse(`${written}Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written)
}
