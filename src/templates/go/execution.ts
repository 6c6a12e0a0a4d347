/** Carries out the nodes of a Go template. */
import { grow, nested, spend } from '../budget.ts'
import { raise } from '../python/exceptions.ts'
import type { Escape } from '../template.ts'
import { goFunctions, isTrue } from './functions.ts'
import { byBytes, goText, goType } from './printing.ts'
import { GoTime } from './time.ts'
import type { GoNode, GoTemplates, GoValue, Operand, Pipe } from './types.ts'

/** More is refused, as by `range` of Jinja2. */
const MAX_RANGE = 100_000n
const NOTHING = '<no value>'

/** How a body was left. */
type Left = 'end' | 'break' | 'continue'

/** One render. */
export class Execution {
  readonly #templates: GoTemplates
  readonly #escape: Escape
  readonly #variables: { name: string; value: GoValue }[] = []
  /** Offset of what is being worked out. */
  offset = 0
  text = ''

  constructor(templates: GoTemplates, escaped: Escape = text => text) {
    this.#templates = templates
    this.#escape = escaped
  }

  /** @throws PythonError */
  run(name: string, dot: GoValue): void {
    const body = this.#templates.get(name)
    if (body === undefined) raise('ExecError', `template "${name}" not defined`)
    const outer = this.#variables.splice(0)
    this.#variables.push({ name: '$', value: dot })
    this.#body(body!, dot)
    this.#variables.splice(0, this.#variables.length, ...outer)
  }

  #body(nodes: readonly GoNode[], dot: GoValue): Left {
    for (const node of nodes) {
      spend()
      const left = this.#node(node, dot)
      if (left !== 'end') return left
    }
    return 'end'
  }

  #node(node: GoNode, dot: GoValue): Left {
    switch (node.kind) {
      case 'text':
        this.#write(node.text)
        return 'end'
      case 'action': {
        const value = this.#pipe(node.pipe, dot)
        if (node.pipe.declares.length === 0)
          this.#write(this.#escape(value === null || value === undefined ? NOTHING : goText(value)))
        return 'end'
      }
      case 'template': {
        const value = node.pipe === undefined ? null : this.#pipe(node.pipe, dot)
        nested(() => this.run(node.name, value))
        return 'end'
      }
      case 'break':
      case 'continue':
        return node.kind
      case 'range':
        return this.#range(node, dot)
      default: {
        const depth = this.#variables.length
        const value = this.#pipe(node.pipe, dot)
        const left = isTrue(value)
          ? this.#body(node.body, node.kind === 'with' ? value : dot)
          : this.#body(node.otherwise, dot)
        this.#variables.length = depth
        return left
      }
    }
  }

  #range({ pipe, body, otherwise }: GoNode & { kind: 'if' | 'with' | 'range' }, dot: GoValue): Left {
    const depth = this.#variables.length
    const entries = this.#entries(this.#pipe(pipe, dot))
    const { declares } = pipe
    for (const [key, value] of entries) {
      spend()
      const inner = this.#variables.length
      const last = declares.length - 1
      if (declares[0] !== undefined) this.#assign(declares[0], last === 0 ? value : key, pipe.assigns)
      if (declares[1] !== undefined) this.#assign(declares[1], value, pipe.assigns)
      const left = this.#body(body, value)
      this.#variables.length = inner
      if (left === 'break') break
    }
    if (entries.length === 0) {
      this.#variables.length = depth
      return this.#body(otherwise, dot)
    }
    this.#variables.length = depth
    return 'end'
  }

  #entries(value: GoValue): (readonly [GoValue, GoValue])[] {
    if (value === null || value === undefined) return []
    if (Array.isArray(value)) return value.map((item: GoValue, i) => [BigInt(i), item] as const)
    if (value instanceof Map) spend(value.size * 4)
    if (value instanceof Map) return [...value].sort(([a], [b]) => byBytes(a, b))
    if (typeof value === 'bigint') {
      if (value > MAX_RANGE) raise('BudgetError', `a range of more than ${MAX_RANGE}`)
      return Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [BigInt(i), BigInt(i)] as const)
    }
    return raise('ExecError', `range can't iterate over ${goText(value)}`)
  }

  #pipe(pipe: Pipe, dot: GoValue): GoValue {
    let value: GoValue
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? [] : [value])
    })
    // In a loop they are assigned for each element.
    if (pipe.declares.length === 1 && !pipe.isRange) this.#assign(pipe.declares[0]!, value, pipe.assigns)
    return value
  }

  #command([first, ...rest]: readonly Operand[], dot: GoValue, piped: readonly GoValue[]): GoValue {
    if (first === undefined) return null
    this.offset = first.at
    if (first.kind === 'function') return this.#call(first.name, rest, dot, piped)
    if (first.kind === 'field') {
      const args = [...rest.map(each => this.#operand(each, dot)), ...piped]
      return this.#field(this.#operand(first.of, dot), first.name, args, first.at)
    }
    if (rest.length > 0 || piped.length > 0) raise('ExecError', `can't give argument to non-function`)
    if (first.kind === 'nil') raise('ExecError', 'nil is not a command')
    return this.#operand(first, dot)
  }

  #call(name: string, operands: readonly Operand[], dot: GoValue, piped: readonly GoValue[]): GoValue {
    spend()
    if (name === 'and' || name === 'or') {
      let value: GoValue
      const all = [
        ...operands.map(operand => () => this.#operand(operand, dot)),
        ...piped.map(each => () => each),
      ]
      if (all.length === 0) raise('ExecError', `wrong number of args for ${name}: want at least 1 got 0`)
      for (const evaluate of all) {
        value = evaluate()
        if (isTrue(value) === (name === 'or')) return value
      }
      return value
    }
    const args = [...operands.map(operand => this.#operand(operand, dot)), ...piped]
    return goFunctions.get(name)!(args)
  }

  #operand(operand: Operand, dot: GoValue): GoValue {
    switch (operand.kind) {
      case 'constant':
        return operand.value
      case 'nil':
        return null
      case 'dot':
        return dot
      case 'variable':
        return this.#variables.findLast(({ name }) => name === operand.name)?.value
      case 'function':
        return this.#call(operand.name, [], dot, [])
      case 'pipe':
        return this.#pipe(operand.pipe, dot)
      case 'field':
        return this.#field(this.#operand(operand.of, dot), operand.name, [], operand.at)
    }
  }

  #field(value: GoValue, name: string, args: readonly GoValue[], at: number): GoValue {
    this.offset = at
    spend()
    if (value instanceof GoTime) return value.method(name, args)
    // What a map has not has no members either; what is nil is an error.
    if (value === undefined) return undefined
    if (value === null) return raise('ExecError', `nil pointer evaluating interface {}.${name}`)
    if (!(value instanceof Map))
      return raise('ExecError', `can't evaluate field ${name} in type ${goType(value)}`)
    if (args.length > 0) return raise('ExecError', `${name} is not a method but has arguments`)
    return value.get(name)
  }

  #assign(name: string, value: GoValue, assigns: boolean): void {
    const known = assigns ? this.#variables.findLast(each => each.name === name) : undefined
    if (known === undefined) this.#variables.push({ name, value })
    else known.value = value
  }

  #write(text: string): void {
    grow(text.length)
    this.text += text
  }
}
