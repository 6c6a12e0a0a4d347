/** Go's time.Time: a moment with an offset, formatted by Go's layouts. */
import { raise } from '../python/exceptions.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:?\d\d)$/
const LAYOUT =
  /2006|January|Jan|Monday|Mon|MST|Z07:00:00|Z070000|Z07:00|Z0700|Z07|-07:00:00|-070000|-07:00|-0700|-07|002|__2|_2|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|[1-5]/g
const NANOSECONDS = 1_000_000_000n

export class GoTime {
  /** Nanoseconds since 1970. */
  readonly nanoseconds: bigint
  /** Seconds east of Greenwich. */
  readonly offset: number

  constructor(nanoseconds: bigint, offset: number) {
    this.nanoseconds = nanoseconds
    this.offset = offset
  }

  /** Of RFC 3339; undefined for what is none. */
  static parse(text: string): GoTime | undefined {
    const match = RFC3339.exec(text)
    if (match === null) return undefined
    const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match
    const local = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    )
    if (Number.isNaN(local) || new Date(local).getUTCDate() !== Number(day)) return undefined
    const sign = zone.startsWith('-') ? -1 : 1
    const digits = zone.replace(/\D/g, '')
    const offset =
      digits === '' ? 0 : sign * (Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60)
    return new GoTime(BigInt(local / 1000 - offset) * NANOSECONDS + BigInt(fraction.padEnd(9, '0')), offset)
  }

  /** A method's result. @throws PythonError for one that there is not. */
  method(name: string, args: readonly unknown[]): bigint | string | boolean | GoTime {
    const [layout] = args
    if (name === 'Format') {
      if (args.length !== 1 || typeof layout !== 'string')
        return raise('ExecError', 'wrong arguments for Format: want one text')
      return this.format(layout)
    }
    if (args.length > 0) raise('ExecError', `wrong number of args for ${name}: want 0 got ${args.length}`)
    const { date, fraction } = this.#parts()
    switch (name) {
      case 'UnixNano':
        return this.nanoseconds
      case 'UnixMicro':
        return floor(this.nanoseconds, 1_000n)
      case 'UnixMilli':
        return floor(this.nanoseconds, 1_000_000n)
      case 'Unix':
        return floor(this.nanoseconds, NANOSECONDS)
      case 'Year':
        return BigInt(date.getUTCFullYear())
      case 'Month':
        return MONTHS[date.getUTCMonth()]!
      case 'Day':
        return BigInt(date.getUTCDate())
      case 'Hour':
        return BigInt(date.getUTCHours())
      case 'Minute':
        return BigInt(date.getUTCMinutes())
      case 'Second':
        return BigInt(date.getUTCSeconds())
      case 'Nanosecond':
        return fraction
      case 'Weekday':
        return DAYS[date.getUTCDay()]!
      case 'YearDay':
        return BigInt(dayOfYear(date))
      case 'UTC':
        return new GoTime(this.nanoseconds, 0)
      case 'IsZero':
        return this.nanoseconds === -62_135_596_800n * NANOSECONDS
      case 'String':
        return this.toString()
      default:
        return raise('ExecError', `can't evaluate field ${name} in type time.Time`)
    }
  }

  /** By a layout that shows how Mon Jan 2 15:04:05 MST 2006 would stand. */
  format(layout: string): string {
    const { date, fraction } = this.#parts()
    return layout.replace(LAYOUT, part => this.#part(part, date, fraction))
  }

  toString(): string {
    return this.format('2006-01-02 15:04:05.999999999 -0700 MST')
  }

  #part(part: string, date: Date, fraction: bigint): string {
    const hour12 = date.getUTCHours() % 12 || 12
    switch (part) {
      case '2006':
        return String(date.getUTCFullYear()).padStart(4, '0')
      case '06':
        return two(date.getUTCFullYear() % 100)
      case 'January':
        return MONTHS[date.getUTCMonth()]!
      case 'Jan':
        return MONTHS[date.getUTCMonth()]!.slice(0, 3)
      case '01':
        return two(date.getUTCMonth() + 1)
      case '1':
        return String(date.getUTCMonth() + 1)
      case 'Monday':
        return DAYS[date.getUTCDay()]!
      case 'Mon':
        return DAYS[date.getUTCDay()]!.slice(0, 3)
      case '02':
        return two(date.getUTCDate())
      case '_2':
        return String(date.getUTCDate()).padStart(2)
      case '2':
        return String(date.getUTCDate())
      case '002':
        return String(dayOfYear(date)).padStart(3, '0')
      case '__2':
        return String(dayOfYear(date)).padStart(3)
      case '15':
        return two(date.getUTCHours())
      case '03':
        return two(hour12)
      case '3':
        return String(hour12)
      case '04':
        return two(date.getUTCMinutes())
      case '4':
        return String(date.getUTCMinutes())
      case '05':
        return two(date.getUTCSeconds())
      case '5':
        return String(date.getUTCSeconds())
      case 'PM':
        return date.getUTCHours() >= 12 ? 'PM' : 'AM'
      case 'pm':
        return date.getUTCHours() >= 12 ? 'pm' : 'am'
      case 'MST':
        return this.offset === 0 ? 'UTC' : zone(this.offset, '0700')
      default:
        return /^[.,]/.test(part)
          ? fractionText(part, fraction)
          : part.startsWith('Z') && this.offset === 0
            ? 'Z'
            : zone(this.offset, part.slice(1))
    }
  }

  #parts(): { date: Date; fraction: bigint } {
    const local = this.nanoseconds + BigInt(this.offset) * NANOSECONDS
    const seconds = floor(local, NANOSECONDS)
    return { date: new Date(Number(seconds) * 1000), fraction: local - seconds * NANOSECONDS }
  }
}

function floor(value: bigint, by: bigint): bigint {
  const whole = value / by
  return value % by < 0n ? whole - 1n : whole
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
}

function fractionText(part: string, fraction: bigint): string {
  const digits = fraction
    .toString()
    .padStart(9, '0')
    .slice(0, part.length - 1)
  if (part[1] === '0') return part[0] + digits
  const short = digits.replace(/0+$/, '')
  return short === '' ? '' : part[0] + short
}

/** `07:00`, `0700` or `07` as the offset stands. */
function zone(offset: number, form: string): string {
  const magnitude = Math.abs(offset)
  const [hours, minutes, seconds] = [
    Math.floor(magnitude / 3600),
    Math.floor((magnitude % 3600) / 60),
    magnitude % 60,
  ].map(two)
  const separator = form.includes(':') ? ':' : ''
  const parts = [hours, minutes, seconds].slice(0, form.replaceAll(':', '').length / 2)
  return (offset < 0 ? '-' : '+') + parts.join(separator)
}
