import type { LetterView, WholeLetterView } from '../../admin/letter-view.ts'
import { SluiceError } from '../../errors.ts'
import { printable } from '../../text.ts'
import { sentenceText } from '../tools/value-text.ts'
import { Fleet } from './fleet.ts'
import type { AdminOptions } from './options.ts'
import { type Ended, runJob } from './replay.ts'
import { table } from './table.ts'

export interface LetterOptions extends AdminOptions {
  readonly partition?: number
  readonly offset?: number
  readonly stage?: string
  readonly class?: string
  readonly rule?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: number
}

export interface RedriveOptions extends LetterOptions {
  readonly all?: boolean
  readonly rate?: string
  readonly dryRun?: boolean
}

export interface DiscardOptions extends LetterOptions {
  readonly all?: boolean
  readonly reason: string
}

interface Page {
  readonly letters: readonly LetterView[]
  readonly next?: string
}

const inPage = 500

/** Dead letters of a sink as a table, or as JSON. @throws SluiceError as the instance says it. */
export async function list(sink: string, options: LetterOptions): Promise<string> {
  const { first } = await Fleet.of(options)
  const most = options.limit ?? 50
  const letters: LetterView[] = []
  let next: string | undefined
  do {
    const limit = String(Math.min(inPage, most - letters.length))
    const query = queryOf({ sink, limit, after: next, ...selectionOf(options) })
    const page: Page = await first.ask<Page>('GET', `/dead-letters?${query}`)
    letters.push(...page.letters)
    next = page.next
  } while (next !== undefined && letters.length < most)
  if (options.json === true) return `${JSON.stringify({ letters, more: next !== undefined })}\n`
  const rows = letters.map(({ letter, stage, attempts, last_failure, place, reason, ...told }) => [
    `${letter.partition}/${letter.offset}`,
    stage,
    told.class,
    attempts,
    last_failure,
    `${place.topic}/${place.partition}/${place.offset}`,
    sentenceText(reason).slice(0, 100),
  ])
  const titles = ['letter', 'stage', 'class', 'attempts', 'last failure', 'event', 'reason']
  const more = next === undefined ? '' : `there are more: --limit ${most * 2}\n`
  return rows.length === 0 ? `no dead letters of ${sink} wait\n` : `${table(titles, rows)}${more}`
}

/** One dead letter, whole. @throws SluiceError as the instance says it. */
export async function show(sink: string, options: LetterOptions): Promise<string> {
  const { first } = await Fleet.of(options)
  const { offset, partition } = options
  const query = queryOf({ sink, offset, partition })
  const letter = await first.ask<WholeLetterView>('GET', `/dead-letters/one?${query}`)
  if (options.json === true) return `${JSON.stringify(letter)}\n`
  const { value, ...story } = letter
  return printable(`${JSON.stringify(story, null, 2)}\n${value ?? '(no value)'}\n`)
}

/** Sends letters again, and waits for the end. @throws SluiceError `usage`, and as the instance says it. */
export async function redrive(sink: string, options: RedriveOptions): Promise<Ended> {
  checkMeant(options)
  const { rate, dryRun } = options
  return runJob(options, { kind: 'redrive', sink, rate, dryRun, ...selectionOf(options) })
}

/** Discards letters. @throws SluiceError `usage`, and as the instance says it. */
export async function discard(sink: string, options: DiscardOptions): Promise<string> {
  checkMeant(options)
  const { all, reason } = options
  const { first } = await Fleet.of(options)
  const asked = { sink, reason, all, ...selectionOf(options) }
  const { discarded } = await first.ask<{ discarded: number }>('POST', '/dead-letters/discard', asked)
  return options.json === true
    ? `${JSON.stringify({ discarded })}\n`
    : `${discarded} dead letters discarded\n`
}

function selectionOf(options: LetterOptions): object {
  const { partition, offset, stage, class: errorClass, rule, since, until } = options
  return { partition, offset, stage, class: errorClass, rule, since, until }
}

function checkMeant(options: RedriveOptions | DiscardOptions): void {
  const named = Object.values(selectionOf(options)).some(value => value !== undefined)
  if (!named && options.all !== true)
    throw new SluiceError(
      'usage',
      'which dead letters? --offset, --stage, --class, --rule, --since, --until, or --all',
    )
}

function queryOf(fields: { readonly [name: string]: unknown }): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
}
