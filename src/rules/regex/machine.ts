/**
 * Runs a program on a text. It backtracks with a stack of its own and, as long as groups do not matter, never tries the
 * same step at the same place twice: the time grows with the length of the text, whatever the pattern. What cannot be
 * had in linear time (references to groups) ends with the budget of steps.
 */
import { folder, isWord } from './chars.ts'
import type { Instruction, Program } from './program.ts'
import type { Place } from './tree.ts'
import { Visited } from './visited.ts'

/** Most steps of one match, all runs together: about a tenth of a second. */
export const STEP_BUDGET = 5_000_000

/** Most steps of all matches for one event: about half a second, however many rules have patterns. */
const EVENT_BUDGET = 5 * STEP_BUDGET

let left = Number.POSITIVE_INFINITY

let spent = false

/** Matches belong to one event from here to `endEvent`: they have a budget together, and where it ends the rest give up at once. */
export function beginEvent(): void {
  left = EVENT_BUDGET
}

export function endEvent(): void {
  spent = left <= 0
  left = Number.POSITIVE_INFINITY
}

/** Whether the last event's budget ended before its matches did. */
export function isEventSpent(): boolean {
  return spent
}

/** Most pairs of a step and a place to be remembered: 16 MiB. */
const MAX_PAIRS = 2 ** 27

/** What came of a match; `gaveUp`: the budget ended before the answer was known. */
export type MatchResult = 'matched' | 'notMatched' | 'gaveUp'

/** Whether the program matches at the start of the text. */
export function match(program: Program, text: string): MatchResult {
  if (program.slots === 0 && program.splits * (text.length + 1) > MAX_PAIRS) return 'gaveUp'
  const budget = Math.min(STEP_BUDGET, left)
  if (budget <= 0) return 'gaveUp'
  const run = new Run(program, text, budget)
  const end = run.from(0, 0, 0)
  left -= run.steps
  return run.steps > budget ? 'gaveUp' : end < 0 ? 'notMatched' : 'matched'
}

// One for each depth of runs within runs; a run is synchronous and clears its own.
const pool: Visited[] = []

class Run {
  steps = 0
  readonly #code: readonly Instruction[]
  readonly #splits: number
  readonly #text: string
  /** Places remembered, -1 where there is none. */
  readonly #slots: number[]
  /** Pairs: a step and a place to go on at; or -1 - slot and what was remembered in it. */
  readonly #stack: number[] = []

  readonly #budget: number

  constructor(program: Program, text: string, budget: number) {
    this.#budget = budget
    this.#code = program.code
    this.#splits = program.splits
    this.#text = text
    this.#slots = new Array<number>(program.slots).fill(-1)
  }

  /** Where the steps from `start` on end, begun at `place`; -1 where they do not match. */
  from(start: number, place: number, depth: number): number {
    if (this.#slots.length > 0 || this.#splits === 0) return this.#run(start, place, depth, undefined)
    const visited = (pool[depth] ??= new Visited())
    visited.reserve(this.#splits * (this.#text.length + 1))
    const end = this.#run(start, place, depth, visited)
    visited.clear()
    return end
  }

  #run(start: number, startPlace: number, depth: number, visited: Visited | undefined): number {
    const budget = this.#budget
    const code = this.#code
    const text = this.#text
    const stack = this.#stack
    const base = stack.length
    let step = start
    let place = startPlace
    for (;;) {
      if (++this.steps > budget) return -1
      const at = code[step]!
      let next = step + 1
      switch (at.op) {
        case 'char': {
          if (place >= text.length) {
            next = -1
            break
          }
          let char = text.charCodeAt(place)
          if ((char & 0xf800) === 0xd800) char = text.codePointAt(place)!
          if (at.set.has(char)) place += char > 0xffff ? 2 : 1
          else next = -1
          break
        }
        case 'split':
          if (visited?.mark(at.number * (text.length + 1) + place) === false) next = -1
          else {
            stack.push(at.second, place)
            next = at.first
          }
          break
        case 'jump':
          next = at.to
          break
        case 'place':
          if (!stands(text, place, at.place, at.ascii)) next = -1
          break
        case 'look':
          next = this.#look(step + 1, place, at.behind, depth) !== at.negate ? at.next : -1
          break
        case 'atomic': {
          const end = this.from(step + 1, place, depth + 1)
          if (end < 0) next = -1
          else {
            next = at.next
            place = end
          }
          break
        }
        case 'save':
          this.#save(at.slot, place)
          break
        case 'progress':
          if (this.#slots[at.slot] === place) next = at.exit
          break
        case 'again': {
          const end = this.#again(at.slot, place, folder(at.options))
          if (end < 0) next = -1
          else place = end
          break
        }
        case 'conditional':
          if (this.#slots[at.slot]! < 0) next = at.no
          break
        case 'match':
          this.#dropChoices(base)
          return place
      }
      if (next >= 0) step = next
      else {
        step = this.#backtrack(base)
        if (step < 0) return -1
        place = this.#resumed
      }
    }
  }

  #resumed = 0

  /** The step to go on at, its place in `#resumed`; -1 where nothing is left to try. */
  #backtrack(base: number): number {
    const stack = this.#stack
    while (stack.length > base) {
      const value = stack.pop()!
      const step = stack.pop()!
      if (step >= 0) {
        this.#resumed = value
        return step
      }
      this.#slots[-1 - step] = value
    }
    return -1
  }

  #save(slot: number, place: number): void {
    this.#stack.push(-1 - slot, this.#slots[slot]!)
    this.#slots[slot] = place
  }

  /** A run within a run has matched: it will not be tried otherwise, but what it remembers may have to be undone. */
  #dropChoices(base: number): void {
    const stack = this.#stack
    let kept = base
    for (let i = base; i < stack.length; i += 2) {
      if (stack[i]! >= 0) continue
      stack[kept++] = stack[i]!
      stack[kept++] = stack[i + 1]!
    }
    stack.length = kept
  }

  #look(start: number, place: number, behind: number, depth: number): boolean {
    const from = back(this.#text, place, behind)
    if (from < 0) return false
    return this.from(start, from, depth + 1) >= 0
  }

  /** Where a group's text ends if it stands here once more; -1 where it does not. */
  #again(slot: number, place: number, fold: ((code: number) => number) | undefined): number {
    const from = this.#slots[slot]!
    const to = this.#slots[slot + 1]!
    if (from < 0 || to < from) return -1
    const text = this.#text
    const end = place + to - from
    this.steps += to - from
    if (fold === undefined) return text.startsWith(text.slice(from, to), place) ? end : -1
    if (end > text.length) return -1
    for (let i = 0; i < to - from; ) {
      const char = text.codePointAt(from + i)!
      if (fold(char) !== fold(text.codePointAt(place + i)!)) return -1
      i += char > 0xffff ? 2 : 1
    }
    return end
  }
}

/** The place that many characters back, or -1. */
function back(text: string, place: number, count: number): number {
  let at = place
  for (let i = 0; i < count; i++) {
    if (at === 0) return -1
    at--
    if (isLow(text, at) && at > 0 && isHigh(text, at - 1)) at--
  }
  return at
}

function stands(text: string, place: number, asked: Place, ascii: boolean): boolean {
  const { length } = text
  switch (asked) {
    case 'start':
      return place === 0
    case 'lineStart':
      return place === 0 || text.charCodeAt(place - 1) === LINE_FEED
    case 'end':
      return place === length
    case 'lastLineEnd':
      return place === length || (place === length - 1 && text.charCodeAt(place) === LINE_FEED)
    case 'lineEnd':
      return place === length || text.charCodeAt(place) === LINE_FEED
    default:
      // In an empty text Python finds neither \b nor \B.
      return length > 0 && atBoundary(text, place, ascii) === (asked === 'boundary')
  }
}

const LINE_FEED = 0x0a

function atBoundary(text: string, place: number, ascii: boolean): boolean {
  const before = place > 0 && isWord(text.codePointAt(back(text, place, 1))!, ascii)
  const after = place < text.length && isWord(text.codePointAt(place)!, ascii)
  return before !== after
}

function isHigh(text: string, place: number): boolean {
  return (text.charCodeAt(place) & 0xfc00) === 0xd800
}

function isLow(text: string, place: number): boolean {
  return (text.charCodeAt(place) & 0xfc00) === 0xdc00
}
