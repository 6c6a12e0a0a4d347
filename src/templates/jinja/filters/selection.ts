/** Filters that use other filters and tests on each value. */
import { type Natives, natives } from '../../python/arguments.ts'
import { raise } from '../../python/exceptions.ts'
import { iterate } from '../../python/iteration.ts'
import { isString, isTrue, Lazy, type Named, orElse, plain, type Value } from '../../python/values.ts'
import { attributeGetter } from './getters.ts'

/** `map`, `select` and their like, with the filters and tests that the template has. */
export function selectionFilters(filters: () => Natives, tests: () => Natives): Natives {
  const select =
    (wanted: boolean, byAttribute: boolean) => (value: Value, args: readonly Value[], named: Named) =>
      Lazy.of('select_or_reject', selected(value, args, named, tests, wanted, byAttribute))
  return natives({
    map: (value, args, named) => Lazy.of('sync_do_map', mapped(value, args, named, filters)),
    select: select(true, false),
    reject: select(false, false),
    selectattr: select(true, true),
    rejectattr: select(false, true),
  })
}

function* mapped(
  value: Value,
  args: readonly Value[],
  named: Named,
  filters: () => Natives,
): Generator<Value, void, void> {
  if (!isTrue(value)) return
  const work = mapping(args, named, filters)
  for (const item of iterate(value)) yield work(item)
}

function mapping(args: readonly Value[], named: Named, filters: () => Natives): (item: Value) => Value {
  if (args.length === 0 && named?.has('attribute') === true) {
    for (const name of named.keys()) {
      if (name !== 'attribute' && name !== 'default')
        raise('FilterArgumentError', `Unexpected keyword argument '${name}'`)
    }
    return attributeGetter(
      orElse(named.get('attribute'), () => null),
      false,
      orElse(named.get('default'), () => null),
    )
  }
  const [name, ...rest] = args
  if (name === undefined) return raise('FilterArgumentError', 'map requires a filter argument')
  const filter = isString(name) ? filters().get(plain(name)) : undefined
  return item =>
    filter === undefined
      ? raise('TemplateRuntimeError', `No filter named '${isString(name) ? plain(name) : '?'}'.`)
      : filter.invoke(item, rest, named)
}

function* selected(
  value: Value,
  args: readonly Value[],
  named: Named,
  tests: () => Natives,
  wanted: boolean,
  byAttribute: boolean,
): Generator<Value, void, void> {
  if (!isTrue(value)) return
  const [attribute] = args
  if (byAttribute && attribute === undefined)
    return raise('FilterArgumentError', 'Missing parameter for attribute name')
  const get = byAttribute ? attributeGetter(attribute!, false) : (item: Value) => item
  const [name, ...rest] = byAttribute ? args.slice(1) : args
  const test = name !== undefined && isString(name) ? tests().get(plain(name)) : undefined
  for (const item of iterate(value)) {
    const subject = get(item)
    let holds: boolean
    if (name === undefined) holds = isTrue(subject)
    else if (test === undefined)
      return raise('TemplateRuntimeError', `No test named '${isString(name) ? plain(name) : '?'}'.`)
    else holds = isTrue(test.invoke(subject, rest, named))
    if (holds === wanted) yield item
  }
}
