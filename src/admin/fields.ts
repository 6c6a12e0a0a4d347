import { rate } from '../config/units.ts'
import type { Selection } from '../dead-letters/selection.ts'
import { SluiceError } from '../errors.ts'
import { type Point, parsePoint, pointForms } from '../point.ts'
import type { Json } from '../types.ts'

type Values = { readonly [name: string]: unknown }

const longestText = 1_000

/** The fields of a request's body or query; one that is not asked for is an error, with its name. */
export class Fields {
  readonly #values: Values

  /** @throws SluiceError `request_invalid` */
  constructor(values: unknown, known: readonly string[]) {
    if (values !== undefined && values !== null && (typeof values !== 'object' || Array.isArray(values)))
      throw invalid('the body', values, 'an object')
    this.#values = (values ?? {}) as Values
    for (const name of Object.keys(this.#values))
      if (!known.includes(name))
        throw new SluiceError('request_invalid', `unknown field ${JSON.stringify(name.slice(0, 100))}`, {
          hint: known.length === 0 ? 'there are none' : `there are: ${known.join(', ')}`,
        })
  }

  get(name: string): Json {
    return (this.#values[name] ?? null) as Json
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null
  }

  text(name: string): string | undefined {
    const value = this.#values[name] ?? undefined
    if (value === undefined) return undefined
    if (typeof value === 'string' && value !== '' && value.length <= longestText) return value
    throw invalid(name, value, `a text of up to ${longestText} characters`)
  }

  /** As `text`, where it has to be there. */
  needed(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw new SluiceError('request_invalid', `${name} is missing`)
    return value
  }

  number(name: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.#values[name] ?? undefined
    if (value === undefined) return undefined
    // A query has texts only.
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= most)
      return number
    throw invalid(name, value, `a whole number up to ${most}`)
  }

  flag(name: string): boolean {
    const value = this.#values[name] ?? false
    if (typeof value === 'boolean') return value
    throw invalid(name, value, 'true or false')
  }

  point(name: string, standard?: Point): Point {
    const text = this.text(name)
    if (text === undefined && standard !== undefined) return standard
    const point = parsePoint(text ?? '', Date.now())
    if (point === undefined) throw invalid(name, text, pointForms)
    return point
  }

  /** Deliveries a second in `200/s`, `90/min`, `1000/h`; 0 in `none`. */
  rate(name: string, standard: number): number {
    const text = this.text(name)
    if (text === undefined) return standard
    if (text === 'none') return 0
    const perSecond = rate(text)
    if (perSecond === undefined || perSecond <= 0) throw invalid(name, text, 'a rate such as 100/s, or none')
    return perSecond
  }

  /** Milliseconds since the epoch: a time, or a time ago. */
  time(name: string): number | undefined {
    const text = this.text(name)
    const point = text === undefined ? undefined : parsePoint(text, Date.now())
    if (text === undefined) return undefined
    if (point?.kind === 'time') return point.time
    throw invalid(name, text, 'a time (2026-03-01T12:00:00Z), or a time ago (90m, 1h, 2d)')
  }

  /** Which dead letters are meant. */
  selection(): Selection {
    const selection = {
      partition: this.number('partition'),
      offset: this.number('offset'),
      stage: this.text('stage'),
      class: this.text('class'),
      rule: this.text('rule'),
      since: this.time('since'),
      until: this.time('until'),
    }
    if (selection.offset !== undefined && selection.partition === undefined) selection.partition = 0
    return Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== undefined))
  }
}

/** The fields that say which dead letters are meant. */
export const selectionFields = ['partition', 'offset', 'stage', 'class', 'rule', 'since', 'until']

function invalid(name: string, found: unknown, expected: string): SluiceError {
  const shown = JSON.stringify(found)?.slice(0, 100) ?? 'nothing'
  return new SluiceError('request_invalid', `${name}: found ${shown}, expected ${expected}`)
}
