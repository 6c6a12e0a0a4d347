/** How much an index takes. What is beyond is refused: no number wraps. */
import { SluiceError } from '../../errors.ts'

/** Most rules: an entry has 22 bits for its rule. */
export const MAX_RULES = 2 ** 22
/** Most different paths (`attr`) of all rules: a word has 14 bits for its path. */
export const MAX_PATHS = 2 ** 14
/** Most different values of one kind (texts, numbers, predicates): far from what memory holds. */
export const MAX_VALUES = 2 ** 26
/** Most words of 4 bytes in postings and programs: 1 GiB. */
export const MAX_WORDS = 2 ** 28
/** Most pairs of object type and event type of one rule. */
export const MAX_TYPE_PAIRS = 4_096
/** Most conjuncts of one rule's conditions; with more it is a candidate for every event of its types. */
export const MAX_CONJUNCTS = 64
/** Most places that one conjunct is looked up under (values × types); with more it is a candidate for every event. */
export const MAX_PLACES = 16_384

/** Refuses what is beyond a limit. @throws SluiceError `rules_too_many` */
export function refuseBeyond(count: number, limit: number, what: string): void {
  if (count > limit)
    throw new SluiceError('rules_too_many', `the rule index takes at most ${limit} ${what}`, {
      hint: 'spread the rules over several instances, or make several rules one',
    })
}

/** Events are counted up to here, and then anew: what is kept for one event carries its number in 29 bits. */
export const LAST_EPOCH = 2 ** 29 - 1
