/** What may go wrong in a scenario, any number of times and in any combination. */
export type Fault =
  | 'fail' // an attempt fails
  | 'refuse' // an event is refused, and becomes a dead letter
  | 'answer lost' // it arrived, and the sender learns of a failure
  | 'time out' // the sender gives up waiting, and the request may arrive later
  | 'give up' // after two failed attempts an event becomes a dead letter
  | 'kill' // kill -9
  | 'clean kill' // kill -9, and what was on the wire is gone
  | 'stop' // SIGSTOP, as long as it likes
  | 'rebalance' // partitions change hands without a need
  | 'slow rebalance' // … and there is time between its begin and the join
  | 'late commit' // there is time between sending a commit and its arrival, and it may be lost
  | 'stale batch' // a fetch of before the change of hands comes first
  | 'pause' // an operator pauses a sink
  | 'shed' // a lane is shed
  | 'rewind' // an operator rewinds a partition, once
  | 'produce' // records are written while it runs, into a group that is new and begins at the log's end

export interface SinkSpec {
  readonly name: string
  /** dead: never answers; failing: answers, and never accepts. */
  readonly health?: 'dead' | 'failing'
  /** The built-in sink of records that are no event: the last sink at the head is another. */
  readonly builtIn?: boolean
}

/** A small world, and what may happen in it. */
export interface Scenario {
  /**
   * Records in offset order, by partition: a letter is a key, `a>B` a record that only sink B wants, `-` an offset without a
   * record.
   */
  readonly partitions: readonly string[]
  readonly sinks: readonly SinkSpec[]
  readonly faults: readonly Fault[]
  /** Two where it is not given. */
  readonly instances?: 1 | 2
  /** Deliveries that a sink holds unsettled at most; two where it is not given. */
  readonly window?: number
  /** Sinks that fit into the metadata of a commit; all where it is not given. */
  readonly listed?: number
  /** Names of the sinks that an instance does not know, by instance: a rolling deploy. */
  readonly unknown?: readonly (readonly string[])[]
  /** Where the sinks of partition 0 stand at the beginning; what lies below has arrived. */
  readonly standing?: readonly number[]
  /** The head goes on whoever has no room: there are other sinks, which are not looked at. */
  readonly isPart?: boolean
  /** Whether a receiver's view is part of the state. */
  readonly watched?: boolean
}

/** A record of a scenario. */
export interface ModelRecord {
  readonly partition: number
  readonly offset: number
  /** Index of its key. */
  readonly key: number
  readonly keyName: string
  /** Who wants it, by sink. */
  readonly wanted: readonly boolean[]
}

/** The records of a scenario, partition by partition; undefined where an offset has none. */
export function recordsOf({ partitions, sinks }: Scenario): (ModelRecord | undefined)[][] {
  const keys: string[] = []
  return partitions.map((text, partition) =>
    text.split(' ').map((word, offset) => {
      if (word === '-') return undefined
      const [keyName = '', only] = word.split('>')
      if (!keys.includes(keyName)) keys.push(keyName)
      const wanted = sinks.map(({ name, builtIn }) => (only === undefined ? builtIn !== true : name === only))
      return { partition, offset, key: keys.indexOf(keyName), keyName, wanted }
    }),
  )
}
