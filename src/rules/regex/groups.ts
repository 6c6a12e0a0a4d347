import type { Flags } from './flags.ts'
import type { Source } from './source.ts'
import type { Node } from './tree.ts'

/** The groups of a pattern, numbered from 1 in the order of their opening parentheses, and who refers to them. */
export class Groups {
  count = 0
  /** Whether some part depends on what a group has matched. */
  used = false
  readonly #source: Source
  readonly #names = new Map<string, number>()
  readonly #open = new Set<number>()
  /** Groups that conditions name: they may stand further on. */
  readonly #awaited: { readonly number: number; readonly position: number }[] = []
  #behind = 0

  constructor(source: Source) {
    this.#source = source
  }

  open(name: string | undefined): number {
    const number = ++this.count
    if (name !== undefined) {
      this.#checkName(name)
      const known = this.#names.get(name)
      if (known !== undefined) {
        throw this.#source.error(
          `redefinition of group name '${name}' as group ${number}; was group ${known}`,
        )
      }
      this.#names.set(name, number)
    }
    this.#open.add(number)
    return number
  }

  close(number: number): void {
    this.#open.delete(number)
  }

  /** `\1` to `\99`; undefined where the escape is an octal number or something else. */
  escapedReference(escaped: string, start: number, flags: Flags): Node | undefined {
    const first = escaped.slice(1)
    if (!/^[1-9]$/.test(first)) return undefined
    const source = this.#source
    const after = source.position
    const digits = first + source.takeWhile(2, /^[0-9]$/)
    if (/^[0-7]{3}$/.test(digits)) {
      source.rewind(after)
      return undefined
    }
    if (digits.length === 3) source.rewind(after + 1)
    return this.#reference(Number(digits.slice(0, 2)), start, flags)
  }

  /** `(?P=name)` */
  namedReference(name: string, start: number, flags: Flags): Node {
    return this.#reference(this.#numberOf(name, start), start, flags)
  }

  /** The group that `(?(1)…)` or `(?(name)…)` asks about. */
  condition(text: string, start: number): number {
    this.used = true
    this.#refuseBehind(start)
    if (!/^[0-9]+$/.test(text)) return this.#numberOf(text, start)
    const number = Number(text)
    if (number === 0) throw this.#source.error('bad group number', start)
    this.#awaited.push({ number, position: start })
    return number
  }

  /** At the end of the pattern: is every group there that a condition names? */
  checkReferences(): void {
    for (const { number, position } of this.#awaited) {
      if (number > this.count) throw this.#source.error(`invalid group reference ${number}`, position)
    }
  }

  enterBehind(): void {
    this.#behind++
  }

  leaveBehind(): void {
    this.#behind--
  }

  #reference(number: number, start: number, { ignoreCase, ascii }: Flags): Node {
    if (number > this.count) throw this.#source.error(`invalid group reference ${number}`, start)
    if (this.#open.has(number)) throw this.#source.error('cannot refer to an open group', start)
    this.#refuseBehind(start)
    this.used = true
    return { kind: 'again', number, options: { ignoreCase, ascii } }
  }

  #numberOf(name: string, start: number): number {
    this.#checkName(name)
    const number = this.#names.get(name)
    if (number === undefined) throw this.#source.error(`unknown group name '${name}'`, start)
    return number
  }

  #checkName(name: string): void {
    if (!/^[\p{XID_Start}_][\p{XID_Continue}]*$/u.test(name)) {
      throw this.#source.error(`bad character in group name '${name}'`)
    }
  }

  #refuseBehind(position: number): void {
    if (this.#behind > 0)
      throw this.#source.error('references to groups within a look-behind are not supported', position)
  }
}
