import { suggest } from '../../config/suggest.ts'
import type { Config } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'

/** The topics that a configuration reads, each once, in its order. */
export function topicsOf({ sources }: Pick<Config, 'sources'>): readonly string[] {
  return [...new Set(sources.flatMap(({ topics }) => topics))]
}

/** One of the topics; the only one where none is named. @throws SluiceError `usage`. */
export function chooseTopic(topics: readonly string[], named: string | undefined): string {
  const listed = topics.length === 0 ? 'it reads none' : `it reads ${topics.join(', ')}`
  if (named === undefined) {
    if (topics.length === 1) return topics[0]!
    throw new SluiceError('usage', `the configuration reads ${topics.length} topics: --topic says which`, {
      hint: listed,
    })
  }
  if (topics.includes(named)) return named
  throw new SluiceError('usage', `the configuration reads no topic ${JSON.stringify(named)}`, {
    hint: suggest(named, topics) || listed,
  })
}
