import { SluiceError } from '../../errors.ts'
import type { TopicRow } from './types.ts'

/** A topic of the embedded log, with its partitions' numbers in the file. */
export interface Topic {
  readonly name: string
  /** By partition. */
  readonly ids: readonly number[]
}

// What Kafka takes, so that a name that works here works there.
const legal = /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/
const mostPartitions = 1_000

/** The topics that exist. The process that holds the file creates them. */
export class Topics {
  readonly #byName = new Map<string, Topic>()

  add({ name, partitions }: TopicRow): void {
    this.#byName.set(name, { name, ids: partitions.map(({ id }) => id) })
  }

  all(): Topic[] {
    return [...this.#byName.values()]
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  /** @throws SluiceError `topic_missing`. */
  get(name: string): Topic {
    const topic = this.#byName.get(name)
    if (topic !== undefined) return topic
    throw new SluiceError(
      'topic_missing',
      `topic ${JSON.stringify(name)} does not exist in the embedded log`,
      {
        hint: 'name it under sources, ingest or dead_letters: it is then created at the start',
      },
    )
  }
}

/** @throws SluiceError `topic_not_created` where the name or the number of partitions will not do. */
export function checkTopic(name: string, partitions: number): void {
  if (!legal.test(name)) {
    throw new SluiceError('topic_not_created', `topic ${JSON.stringify(name)}: not a topic name`, {
      hint: 'a topic name has 1 to 249 of the characters a-z A-Z 0-9 . _ -',
    })
  }
  if (Number.isInteger(partitions) && partitions >= 1 && partitions <= mostPartitions) return
  throw new SluiceError('topic_not_created', `topic ${name}: ${partitions} partitions`, {
    hint: `log.partitions is a whole number from 1 to ${mostPartitions}`,
  })
}
