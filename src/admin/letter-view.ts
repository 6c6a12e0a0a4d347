import { isUtf8 } from 'node:buffer'
import type { Letter } from '../dead-letters/letters.ts'
import { whyNotRedrivable } from '../dead-letters/selection.ts'
import type { Story } from '../outbox/story.ts'

const mostShown = 262_144 // bytes of a value

/** A dead letter as it is listed: where it stands, and its story without headers. */
export interface LetterView extends Omit<Story, 'version' | 'headers' | 'headers_cut'> {
  /** Its own place, in the topic of the sink's dead letters. */
  readonly letter: { readonly topic: string; readonly partition: number; readonly offset: number }
  readonly key: string | null
  /** Length of its value. */
  readonly bytes: number
  /** Why it cannot be sent again; empty where it can. */
  readonly unsendable: string
}

/** A dead letter as it is shown by itself: with what it holds. */
export interface WholeLetterView extends LetterView {
  readonly headers: readonly unknown[]
  /** As text where it is UTF-8, else in base64; the first 256 KiB. */
  readonly value: string | null
  readonly encoding: 'utf8' | 'base64'
  readonly shortened: boolean
}

export function letterView({ record, story }: Letter): LetterView {
  const { version: _version, headers: _headers, headers_cut: _cut, ...told } = story
  const { topic, partition, offset, key, value } = record
  return {
    letter: { topic, partition, offset },
    ...told,
    key: key === null ? null : textOf(key).text,
    bytes: value?.length ?? 0,
    unsendable: whyNotRedrivable(story) ?? '',
  }
}

export function wholeLetterView(letter: Letter): WholeLetterView {
  const { value } = letter.record
  const shown = value?.subarray(0, mostShown) ?? null
  const shortened = value !== null && value.length > mostShown
  // A cut may go through a character: then it is no text any more.
  const { text, encoding } = shown === null ? { text: null, encoding: 'utf8' as const } : textOf(shown)
  return { ...letterView(letter), headers: letter.story.headers ?? [], value: text, encoding, shortened }
}

function textOf(bytes: Buffer): { readonly text: string; readonly encoding: 'utf8' | 'base64' } {
  return isUtf8(bytes)
    ? { text: bytes.toString('utf8'), encoding: 'utf8' }
    : { text: bytes.toString('base64'), encoding: 'base64' }
}
