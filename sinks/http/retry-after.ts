/** A wait that another side asks for is believed up to here, in milliseconds. */
export const longestWait = 3_600_000 // one hour

// RFC 9110 §5.6.7: IMF-fixdate, and the two obsolete forms. Date.parse alone takes "-5" for a year.
const dates = [
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
]

/**
 * The wait that a Retry-After value names (RFC 9110 §10.2.3: whole seconds, or a date), in milliseconds, at most
 * `longestWait`. Undefined where it names none: malformed, negative, zero, or a date that has passed.
 */
export function retryAfter(value: string, now: number): number | undefined {
  const text = value.trim()
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : dateOf(text) - now
  return milliseconds > 0 ? Math.min(milliseconds, longestWait) : undefined
}

/** NaN where it is no date. */
function dateOf(text: string): number {
  const form = dates.findIndex(pattern => pattern.test(text))
  // asctime has no zone; HTTP means UTC.
  return form < 0 ? Number.NaN : Date.parse(form === 2 ? `${text} GMT` : text)
}
