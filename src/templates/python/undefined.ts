import { raise } from './exceptions.ts'
import { repr } from './repr.ts'
import { PyObject, qualified, typeName, type Value } from './values.ts'

/** Jinja2's default Undefined: prints nothing, is false and empty; anything else done with it is an error. */
export class Undefined extends PyObject {
  override readonly type = 'Undefined'
  readonly #describe: () => string
  readonly #kind: string

  constructor(describe: () => string, kind = 'UndefinedError') {
    super()
    this.#describe = describe
    this.#kind = kind
  }

  /** A name that nothing was assigned to. */
  static named(name: string): Undefined {
    return new Undefined(() => `${repr(name)} is undefined`)
  }

  /** What an object has no attribute or element of. */
  static member(object: Value, name: Value): Undefined {
    return new Undefined(() => {
      const owner = object === null ? 'None' : `${qualified(typeName(object))} object`
      return typeof name === 'string'
        ? `${repr(owner)} has no attribute ${repr(name)}`
        : `${owner} has no element ${repr(name)}`
    })
  }

  /** An attribute that the sandbox keeps closed. */
  static unsafe(object: Value, name: string): Undefined {
    return new Undefined(
      () => `access to attribute ${repr(name)} of ${repr(typeName(object))} object is unsafe.`,
      'SecurityError',
    )
  }

  /** @throws PythonError */
  fail(): never {
    return raise(this.#kind, this.#describe())
  }

  override isTrue(): boolean {
    return false
  }

  override item(): never {
    return this.fail()
  }

  override size(): number {
    return 0
  }

  override cursor(): { next(): undefined } {
    return { next: () => undefined }
  }

  override repr(): string {
    return 'Undefined'
  }
}
