/** Messages as random bytes: JSON in every spelling, now and then no JSON at all. */
import type { LogRecord } from '../../../src/types.ts'
import { logRecord } from '../../helpers/events.ts'
import type { Random } from '../../helpers/random.ts'
import { NAMES, NUMBERS, OBJECT_TYPES, ODD_NAMES, TENANTS, TEXTS, USERS } from './words.ts'

const WIRE_TYPES = [
  'created',
  'updated',
  'updated',
  'updated',
  'updated',
  'deleted',
  'job_ended',
  'own_event',
]
const BLANKS = [' ', '\n', '\t', '\r\n', '  ']

/** A record with a message, its headers and its place. */
export function randomRecord(random: Random): LogRecord {
  const writer = new Writer(random)
  const text = writer.message()
  return logRecord(damaged(random, Buffer.from(text)), {
    topic: random.pick(['events', 'other']),
    partition: random.below(4),
    offset: random.below(1_000),
    key: random.percent(70) ? Buffer.from(random.pick(['k1', 'k2', '\u00e9'])) : null,
    headers: random.some(0, 2, () => ({
      name: random.pick(['tenant', 'a.b', 'source_id', 'netbox_version']),
      value: random.percent(5) ? Buffer.from([0xff]) : Buffer.from(random.pick(TENANTS)),
    })),
  })
}

/** Cuts a message short, changes one of its bytes, or puts a mark before it; mostly leaves it as it is. */
function damaged(random: Random, bytes: Buffer): Buffer {
  const kind = random.below(60)
  if (kind === 0) return bytes.subarray(0, random.below(bytes.length))
  if (kind === 1) return Buffer.concat([bytes, Buffer.from(random.pick(['x', ' ', '}', '\n', '\0']))])
  if (kind === 2) return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])
  if (kind > 4) return bytes
  bytes[random.below(bytes.length)] = random.pick([
    0x00, 0x22, 0x2c, 0x5c, 0x7d, 0x80, 0xc3, 0xff, 0x30, 0x20,
  ])
  return bytes
}

type Members = (readonly [name: string, value: string])[]

class Writer {
  readonly #random: Random
  /** Percent of places with blanks, and of characters that are escaped. */
  readonly #blanks: number
  readonly #escapes: number

  constructor(random: Random) {
    this.#random = random
    this.#blanks = random.pick([0, 0, 0, 30])
    this.#escapes = random.pick([0, 0, 0, 5, 60])
  }

  message(): string {
    const random = this.#random
    const label = random.pick(OBJECT_TYPES)
    const members: Members = [
      ['event', this.#text(random.pick(WIRE_TYPES))],
      random.percent(90) ? ['object_type', this.#text(label)] : ['model', this.#text(label.split('.')[1]!)],
      ['timestamp', this.#text('2026-03-06T15:11:23.503186+00:00')],
    ]
    if (random.percent(60))
      members.push(['username', random.percent(90) ? this.#text(random.pick(USERS)) : 'null'])
    else
      members.push([
        'request',
        this.#object([
          ['user', this.#text('admin')],
          ['id', this.#text('r1')],
        ]),
      ])
    if (random.percent(95)) members.push(['data', random.percent(94) ? this.#data() : this.#value(2)])
    if (random.percent(85))
      members.push(['snapshots', random.percent(94) ? this.#snapshots() : this.#value(1)])
    if (random.percent(3)) members.push([this.#name(), this.#deep()])
    return this.#blank() + this.#object(members) + this.#blank()
  }

  #data(): string {
    const random = this.#random
    const choice = random.pick(['active', 'planned'])
    const members: Members = [
      ['name', this.#scalar()],
      [
        'status',
        random.percent(85)
          ? this.#object([
              ['value', this.#text(choice)],
              ['label', this.#text('Active')],
            ])
          : this.#value(1),
      ],
      [
        'site',
        random.percent(85)
          ? this.#object([
              ['slug', this.#scalar()],
              ['owner', this.#value(1)],
            ])
          : 'null',
      ],
      ['tags', this.#list(random.percent(85) ? () => this.#tag() : () => this.#value(2))],
      ['position', random.percent(85) ? random.pick(NUMBERS) : this.#scalar()],
      ['custom_fields', random.percent(80) ? this.#fields() : this.#value(2)],
    ]
    return this.#object(members.filter(() => !random.percent(6)))
  }

  #tag(): string {
    const members: Members = [
      ['slug', this.#scalar()],
      ['name', this.#scalar()],
    ]
    return this.#object(this.#random.percent(95) ? members : members.slice(1))
  }

  #fields(): string {
    return this.#object([
      ['owner', this.#value(1)],
      ['tags', this.#list(() => this.#value(1))],
      ['value', this.#scalar()],
    ])
  }

  #snapshots(): string {
    const side = () =>
      this.#random.percent(25) ? 'null' : this.#random.percent(95) ? this.#snapshot() : this.#value(1)
    const members: Members = [
      ['prechange', side()],
      ['postchange', side()],
    ]
    return this.#object(this.#random.percent(95) ? members : members.slice(1))
  }

  #snapshot(): string {
    const choice = this.#random.pick(['active', 'planned'])
    return this.#object([
      ['name', this.#scalar()],
      ['status', this.#text(choice)],
      ['tags', this.#list(() => this.#scalar())],
      ['position', this.#random.pick(NUMBERS)],
      ['custom_fields', this.#random.percent(70) ? this.#fields() : this.#value(1)],
    ])
  }

  #value(depth: number): string {
    const shape = this.#random.below(10)
    if (depth === 0 || shape < 5) return this.#scalar()
    if (shape < 7) return this.#list(() => this.#value(depth - 1))
    return this.#object(this.#random.some(0, 4, () => [this.#name(), this.#value(depth - 1)] as const))
  }

  #scalar(): string {
    const kind = this.#random.below(10)
    if (kind < 6) return this.#text(this.#random.pick(TEXTS))
    return kind < 8 ? this.#random.pick(NUMBERS) : this.#random.pick(['null', 'true', 'false'])
  }

  /** Levels within levels: up to more than are read. */
  #deep(): string {
    const levels = this.#random.pick([3, 40, 500, 600])
    return this.#random.percent(50)
      ? '['.repeat(levels) + ']'.repeat(levels)
      : `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  }

  #name(): string {
    return this.#random.pick(this.#random.percent(75) ? NAMES : ODD_NAMES)
  }

  #list(make: () => string): string {
    const items = this.#random.some(0, 3, make).map(item => this.#blank() + item + this.#blank())
    return `[${items.length === 0 ? this.#blank() : items.join(',')}]`
  }

  /** Now and then a member comes twice, and they come in another order. */
  #object(members: Members): string {
    const random = this.#random
    const all = [...members]
    if (all.length > 0 && random.percent(4)) {
      const [name] = random.pick(members)
      all.splice(random.below(all.length + 1), 0, [name, this.#scalar()])
    }
    if (random.percent(15)) all.sort(() => random.below(3) - 1)
    const written = all.map(
      ([name, value]) =>
        `${this.#blank()}${this.#text(name)}${this.#blank()}:${this.#blank()}${value}${this.#blank()}`,
    )
    return `{${written.length === 0 ? this.#blank() : written.join(',')}}`
  }

  #text(text: string): string {
    let written = ''
    for (let i = 0; i < text.length; i++) {
      // Half of a pair has no UTF-8 of its own.
      const pair = text.codePointAt(i)! > 0xffff
      const half = (text.charCodeAt(i) & 0xf800) === 0xd800 && !pair
      const chars = text.slice(i, pair ? i + 2 : i + 1)
      if (half || this.#random.percent(this.#escapes)) written += escaped(chars)
      else written += chars === '/' && this.#escapes > 0 ? '\\/' : JSON.stringify(chars).slice(1, -1)
      if (pair) i++
    }
    return `"${written}"`
  }

  #blank(): string {
    return this.#random.percent(this.#blanks) ? this.#random.pick(BLANKS) : ''
  }
}

function escaped(chars: string): string {
  let written = ''
  for (let i = 0; i < chars.length; i++) written += `\\u${chars.charCodeAt(i).toString(16).padStart(4, '0')}`
  return written
}
