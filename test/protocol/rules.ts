import type { scenarios } from './scenarios.ts'

/** A rule, what goes wrong without it, and which invariant says so in which scenario. */
export interface Rule {
  /** As docs/delivery.md numbers them; a word behind it where a rule can be broken in several ways. */
  readonly name: string
  readonly without: string
  readonly scenario: keyof typeof scenarios
  readonly violation: string
}

/** Every rule, broken in every way that differs. */
export const rules: readonly Rule[] = [
  {
    name: 'R1',
    without: 'lanes are kept when a partition changes hands, and the former owner starts requests',
    scenario: 'rebalances',
    violation: 'FORMER OWNER',
  },
  {
    name: 'R2',
    without: 'positions remembered from an earlier tenure overwrite those of the owner in between',
    scenario: 'rebalances',
    violation: 'COMMIT BACK',
  },
  {
    name: 'R3',
    without: 'a sink left behind takes what passes at the head',
    scenario: 'two sinks',
    violation: 'ORDER',
  },
  {
    name: 'R3',
    without: 'a sink takes what was fetched before the partition changed hands',
    scenario: 'a stale fetch',
    violation: 'ORDER',
  },
  {
    name: 'R4',
    without: 'a dead sink stops all',
    scenario: 'a dead sink',
    violation: 'STUCK',
  },
  {
    name: 'R5',
    without: 'catching up serves the dead sink, which is always furthest behind, and nobody else',
    scenario: 'a dead sink and a slow one',
    violation: 'STUCK',
  },
  {
    name: 'R6',
    without: 'a later event of a key overtakes one that failed',
    scenario: 'one instance',
    violation: 'ORDER',
  },
  {
    name: 'R7',
    without: 'after a rebalance a process sends a key twice at the same time',
    scenario: 'rebalances',
    violation: 'TWO AT ONCE',
  },
  {
    name: 'R8 settled',
    without: 'what is shed counts as settled',
    scenario: 'one instance',
    violation: 'LOSS',
  },
  {
    name: 'R8 forward',
    without: 'a second shed moves the position forward again',
    scenario: 'one instance',
    violation: 'ORDER',
  },
  {
    name: 'R9',
    without: 'an event is settled before its dead letter is durable, and kill -9 comes in between',
    scenario: 'one instance',
    violation: 'LOSS',
  },
  {
    name: 'R10',
    without: 'a later success hides an earlier failure',
    scenario: 'one instance',
    violation: 'LOSS',
  },
  {
    name: 'R11 fastest',
    without: 'one offset for all, that of the fastest sink, loses what slower ones are owed',
    scenario: 'two sinks',
    violation: 'LOSS',
  },
  {
    name: 'R11 slowest',
    without: 'one offset for all, that of the slowest sink, holds all at a dead one',
    scenario: 'a dead sink',
    violation: 'STUCK',
  },
  {
    name: 'R12',
    without: 'a sink that does not fit into the metadata is forgotten',
    scenario: 'no space in the metadata',
    violation: 'LOSS',
  },
  {
    name: 'R13',
    without: 'a commit sent again under a newer generation overwrites the positions of the new owner',
    scenario: 'late commits',
    violation: 'COMMIT BACK',
  },
  {
    name: 'R14',
    without: 'a process that was stopped and goes on sends what is no longer its own',
    scenario: 'a stopped process',
    violation: 'FORMER OWNER',
  },
  {
    name: 'R15',
    without: 'a new group killed before its first commit begins at a later place',
    scenario: 'a new group at the end of the log',
    violation: 'LOSS',
  },
  {
    name: 'R16 commit',
    without: 'a rewind told to the operator as done is forgotten by a crash',
    scenario: 'a rewind',
    violation: 'LOSS',
  },
  {
    name: 'R16 answers',
    without: 'an old answer pays for what is owed again',
    scenario: 'a rewind',
    violation: 'ORDER',
  },
  {
    name: 'R17',
    without: 'with one sink everything is read twice',
    scenario: 'a narrow window',
    violation: 'READ TWICE',
  },
  {
    name: 'R18',
    without: 'an older configuration drops the laggards that it does not know',
    scenario: 'a rolling deploy',
    violation: 'LOSS',
  },
  {
    name: 'R19',
    without: 'each change of hands begins to count attempts anew',
    scenario: 'attempts that are counted',
    violation: 'ATTEMPTS BACK',
  },
  {
    name: 'R20',
    without: 'a dead-letter log that is down stops everybody',
    scenario: 'a dead-letter log that is down',
    violation: 'STUCK',
  },
]
