import { nested, spend } from '../budget.ts'
import { raise } from '../python/exceptions.ts'
import { Callable, type Named, Tuple, type Value } from '../python/values.ts'

/** What a macro takes. */
export interface MacroShape {
  /** Undefined: the body of a call block. */
  readonly name: string | undefined
  readonly parameters: readonly string[]
  readonly takesCaller: boolean
  readonly takesKwargs: boolean
  readonly takesVarargs: boolean
}

/** What a macro was called with, by its parameters. */
export interface MacroArguments {
  /** By parameter; undefined where nothing was given. */
  readonly values: readonly (Value | undefined)[]
  readonly caller: Value | undefined
  readonly kwargs: ReadonlyMap<string, Value>
  readonly varargs: readonly Value[]
}

/** A macro that can be called. */
export class Macro extends Callable {
  override readonly type = 'Macro'
  readonly #shape: MacroShape
  readonly #body: (given: MacroArguments) => Value

  constructor(shape: MacroShape, body: (given: MacroArguments) => Value) {
    super()
    this.#shape = shape
    this.#body = body
  }

  override call(args: readonly Value[], named: Named): Value {
    spend()
    const { parameters, takesCaller, takesKwargs, takesVarargs } = this.#shape
    const name = `macro ${this.#shown()}`
    const kwargs = new Map(named)
    const values: (Value | undefined)[] = args.slice(0, parameters.length)
    for (const parameter of parameters.slice(values.length)) {
      values.push(kwargs.get(parameter))
      kwargs.delete(parameter)
    }
    let caller: Value | undefined
    if (takesCaller && !parameters.includes('caller')) {
      caller = kwargs.get('caller')
      kwargs.delete('caller')
    }
    const [unknown] = kwargs.keys()
    if (!takesKwargs && unknown !== undefined)
      raise(
        'TypeError',
        kwargs.has('caller')
          ? `${name} was invoked with two values for the special caller argument. This is most likely a bug.`
          : `${name} takes no keyword argument '${unknown}'`,
      )
    if (!takesVarargs && args.length > parameters.length)
      raise('TypeError', `${name} takes not more than ${parameters.length} argument(s)`)
    const given = {
      values,
      caller: caller === null ? undefined : caller,
      kwargs,
      varargs: args.slice(parameters.length),
    }
    return nested(() => this.#body(given))
  }

  override attribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.#shape.name ?? null
      case 'arguments':
        return new Tuple([...this.#shape.parameters])
      case 'catch_kwargs':
        return this.#shape.takesKwargs
      case 'catch_varargs':
        return this.#shape.takesVarargs
      case 'caller':
        return this.#shape.takesCaller
      case 'explicit_caller':
        return this.#shape.parameters.includes('caller')
      default:
        return undefined
    }
  }

  override repr(): string {
    return `<Macro ${this.#shape.name === undefined ? 'anonymous' : this.#shown()}>`
  }

  #shown(): string {
    return this.#shape.name === undefined ? 'None' : `'${this.#shape.name}'`
  }
}
