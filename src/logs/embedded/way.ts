import type { SluiceError } from '../../errors.ts'
import type { Cursor, CursorListener, CursorOptions, Logger } from '../../types.ts'
import { Group, type GroupParts } from './group.ts'
import { Link } from './link.ts'
import type { Answer, Argument, Operation, TopicRow } from './types.ts'

/** Has things done by whoever holds the file. */
export interface Channel {
  /** Calls are done in the order made; each ends. `transfer` is gone from this thread. @throws SluiceError. */
  call<O extends Operation>(operation: O, argument: Argument<O>, transfer?: ArrayBuffer[]): Promise<Answer<O>>
  /** Waits for the calls made. Idempotent. */
  close(): Promise<void>
}

/** What a log is told by its way to the file. */
export interface Told {
  /** Nothing can be done any more; called once, and not where the log has closed it. */
  died(error: SluiceError): void
  /** Another process has made a partition grow. */
  reached(partition: number, end: number): void
  /** Another process has created a topic. */
  created(topic: TopicRow): void
}

/** A group as a log sees it. */
export interface CursorGroup {
  join(options: CursorOptions, listener: CursorListener): Cursor
  /** A topic has been created. */
  created(topic: string): void
  /** Deals nothing out any more; only where the file is held. */
  freeze?(): void
  /** Deals out again. */
  thaw?(): void
  fail(error: Error): void
  close(): Promise<void>
}

/** How a log gets to its file, and to the groups that read it. */
export interface Way {
  connect(name: string, logger: Logger, told: Told): Channel
  group(name: string, parts: GroupParts): CursorGroup
}

/** The file is held by a thread of this process, and so are all groups. */
export const ownWay: Way & { group(name: string, parts: GroupParts): Group } = {
  connect: (name, logger, { died }) => new Link(name, logger, died),
  group: (name, parts) => new Group(name, parts),
}
