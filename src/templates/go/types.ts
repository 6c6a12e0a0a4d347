/** What a Go template is made of, and its values. `at` is an offset in the source. */
import type { GoTime } from './time.ts'

/** nil, bool, string, int (bigint), float64 (number), slice, map, time.Time; undefined: what a map has not. */
export type GoValue = null | undefined | boolean | string | number | bigint | GoTime | GoList | GoMap
export type GoList = readonly GoValue[]
export type GoMap = ReadonlyMap<string, GoValue>

/** One value of a command: what stands between blanks. */
export type Operand = { readonly at: number } & (
  | { readonly kind: 'constant'; readonly value: GoValue }
  | { readonly kind: 'nil' }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  | { readonly kind: 'field'; readonly of: Operand; readonly name: string }
)

/** Commands, each of which gets what the one before made; and what their value is called. */
export interface Pipe {
  readonly at: number
  readonly declares: readonly string[]
  /** `=` instead of `:=`. */
  readonly assigns: boolean
  /** Of a loop: what it declares is assigned for each element. */
  readonly isRange: boolean
  readonly commands: readonly (readonly Operand[])[]
}

export type GoNode = { readonly at: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipe: Pipe
      readonly body: readonly GoNode[]
      readonly otherwise: readonly GoNode[]
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue' }
)

/** Templates by name; the main one's name is empty. */
export type GoTemplates = ReadonlyMap<string, readonly GoNode[]>
