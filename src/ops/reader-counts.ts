import type { ReaderMeter } from '../types.ts'
import { ATTEMPT_SECONDS, Buckets } from './buckets.ts'
import { Tally } from './tally.ts'

/** Rules that have a label of their own; those beyond share `other`. */
export const MAX_RULE_LABELS = 1_000
const MAX_TOPICS = 1_000
const MAX_SINKS = 1_000

/** The numbers of the reading side. */
export class ReaderCounts implements ReaderMeter {
  readonly records = new Tally(MAX_TOPICS)
  readonly bytes = new Tally(MAX_TOPICS)
  readonly ruleMatches = new Tally(MAX_RULE_LABELS)
  readonly ruleFailures = new Tally(MAX_RULE_LABELS)
  readonly missedOffsets = new Tally(MAX_SINKS)
  matchedCount = 0
  unmatchedCount = 0
  tombstones = 0
  undecodableCount = 0
  commitsOk = 0
  commitsFailed = 0
  tenures = 0
  rereadCount = 0
  readonly commitDuration = new Buckets(ATTEMPT_SECONDS)

  /** Rules in their order: the first ones have labels, and show 0 before they first match. */
  constructor(rules: Iterable<string>) {
    for (const rule of rules) {
      this.ruleMatches.declare(rule)
      this.ruleFailures.declare(rule)
    }
  }

  received(topic: string, bytes: number): void {
    this.records.add(topic)
    this.bytes.add(topic, bytes)
  }

  matched(): void {
    this.matchedCount++
  }

  unmatched(): void {
    this.unmatchedCount++
  }

  tombstone(): void {
    this.tombstones++
  }

  undecodable(): void {
    this.undecodableCount++
  }

  missed(sink: string, offsets: number): void {
    this.missedOffsets.add(sink, offsets)
  }

  commit(ok: boolean, seconds: number): void {
    if (ok) this.commitsOk++
    else this.commitsFailed++
    this.commitDuration.observe(seconds)
  }

  tenure(): void {
    this.tenures++
  }

  reread(): void {
    this.rereadCount++
  }

  ruleMatched(rule: string): void {
    this.ruleMatches.add(rule)
  }

  ruleFailed(rule: string): void {
    this.ruleFailures.add(rule)
  }
}
