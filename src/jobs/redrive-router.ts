import type { Offsets } from '../dead-letters/offsets.ts'
import { isSelected, type Selection, whyNotRedrivable } from '../dead-letters/selection.ts'
import type { EventWork, Work } from '../outbox/owed.ts'
import { originalHeaders, parseStory, type Story } from '../outbox/story.ts'
import { ownCopy, type RecordRouter, type Routed } from '../router.ts'
import type { Format, LogRecord, Rule } from '../types.ts'

export interface RedriveRouterParts {
  /** By topic of the source. */
  readonly formats: ReadonlyMap<string, Format>
  readonly rules: readonly Rule[]
  readonly sink: string
  readonly replayId: string
  readonly select: Selection
  /** By partition: letters of which something has become. */
  readonly marked: readonly Offsets[]
}

/**
 * Of a sink's dead letters those that are meant and can be sent, as the events that they were: with their place, their
 * egress id, and the action data of those rules that wanted them and are still there.
 */
export class RedriveRouter implements RecordRouter {
  readonly #parts: RedriveRouterParts
  readonly #rules: ReadonlyMap<string, Rule>

  constructor(parts: RedriveRouterParts) {
    this.#parts = parts
    this.#rules = new Map(parts.rules.map(rule => [rule.name, rule]))
  }

  route(letter: LogRecord): Routed {
    const story = this.meant(letter)
    if (story === undefined || whyNotRedrivable(story) !== undefined) return undefined
    return this.#workOf(letter, story)
  }

  routeAgain(letter: LogRecord): Routed {
    return this.route(letter)
  }

  /** Two copies would be of one letter: the event's own record has its bytes. */
  detach(work: Work): Work {
    const copy = ownCopy(work.record)
    if (copy === undefined) return work
    return this.route(copy) ?? work
  }

  /** The story of a letter that is meant, and of which nothing has become yet. */
  meant(letter: LogRecord): Story | undefined {
    const { marked, select, sink } = this.#parts
    if (marked[letter.partition]?.has(letter.offset) === true) return undefined
    const story = parseStory(letter)
    return story?.sink === sink && isSelected(select, letter, story) ? story : undefined
  }

  /** Undefined where it is no event any more: its topic is no source now. */
  #workOf(letter: LogRecord, story: Story): EventWork | undefined {
    const { formats, sink, replayId } = this.#parts
    const record: LogRecord = {
      ...story.place,
      timestamp: story.timestamp === undefined ? letter.timestamp : Date.parse(story.timestamp),
      key: letter.key,
      value: letter.value,
      headers: originalHeaders(story),
    }
    const event = decoded(formats.get(story.place.topic), record)
    if (event === undefined) return undefined
    const rules = (story.rules ?? []).flatMap(name => this.#rules.get(name) ?? [])
    const egressId = story.egress_id === '' ? undefined : story.egress_id
    return { record: letter, event, match: { rules, sinks: [sink] }, replay: { id: replayId, egressId } }
  }
}

function decoded(format: Format | undefined, record: LogRecord): EventWork['event'] | undefined {
  try {
    return format?.decode(record)
  } catch {
    return undefined
  }
}
