import { spend } from '../../budget.ts'
import { equals, isSame, sorted } from '../../python/comparison.ts'
import { listOf } from '../../python/iteration.ts'
import { isTrue, List, Tuple, type Value } from '../../python/values.ts'
import { attributeGetter } from './getters.ts'

/** `groupby`: values by an attribute, in the order of it. */
export function groupBy(
  value?: Value,
  attribute: Value = null,
  standard: Value = null,
  sensitive: Value = false,
): Value {
  const fold = !isTrue(sensitive)
  const keyOf = attributeGetter(attribute, fold, standard)
  const shown = fold ? attributeGetter(attribute, false, standard) : keyOf
  const groups: { key: Value; items: Value[] }[] = []
  for (const item of sorted(listOf(value!), keyOf, false)) {
    spend()
    const key = keyOf(item)
    const group = groups.at(-1)
    if (group !== undefined && (isSame(group.key, key) || equals(group.key, key))) group.items.push(item)
    else groups.push({ key, items: [item] })
  }
  return new List(groups.map(({ items: members }) => new Group(shown(members[0]!), members)))
}

/** One group of `groupby`: a tuple whose parts have names. */
class Group extends Tuple {
  override readonly type = '_GroupTuple'

  constructor(grouper: Value, items: Value[]) {
    super([grouper, new List(items)])
  }

  override attribute(name: string): Value | undefined {
    return name === 'grouper' ? this.items[0] : name === 'list' ? this.items[1] : undefined
  }
}
