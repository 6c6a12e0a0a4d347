/** What the parser makes of a template, and what a template may use. `at` is an offset in the source. */
import type { Natives } from '../python/arguments.ts'
import type { Value } from '../python/values.ts'

/** What templates may use. */
export interface Environment {
  readonly filters: Natives
  readonly tests: Natives
  readonly globals: ReadonlyMap<string, Value>
}

/** An argument given by name. */
export interface Keyword {
  readonly name: string
  readonly value: Expression
}

/** What a call, a filter or a test is given. */
export interface CallArguments {
  readonly args: readonly Expression[]
  readonly keywords: readonly Keyword[]
  readonly star: Expression | undefined
  readonly doubleStar: Expression | undefined
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export type Expression = { readonly at: number } & (
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple' | 'concat'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly pairs: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'attribute'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression }
  | {
      readonly kind: 'slice'
      readonly object: Expression
      readonly bounds: readonly (Expression | undefined)[]
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly given: CallArguments }
  | {
      readonly kind: 'filter' | 'test'
      /** Undefined: what the block made. */
      readonly subject: Expression | undefined
      readonly name: string
      readonly given: CallArguments
    }
  | {
      readonly kind: 'binary'
      readonly operator: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not' | 'negate' | 'positive'; readonly operand: Expression }
  | {
      readonly kind: 'compare'
      readonly first: Expression
      readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[]
    }
  | {
      readonly kind: 'if'
      readonly test: Expression
      readonly value: Expression
      readonly otherwise: Expression | undefined
    }
)

/** What can be assigned to. */
export type Target = { readonly at: number } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly name: string; readonly attribute: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] }
)

/** A parameter of a macro or a call block. */
export interface Parameter {
  readonly name: string
  readonly standard: Expression | undefined
}

export type Body = readonly Statement[]

/** A macro, and the body of a call block. */
export interface MacroNode {
  readonly at: number
  readonly name: string | undefined
  readonly parameters: readonly Parameter[]
  readonly body: Body
}

export interface ForNode {
  readonly at: number
  readonly kind: 'for'
  readonly target: Target
  readonly iterable: Expression
  readonly test: Expression | undefined
  readonly recursive: boolean
  readonly body: Body
  readonly otherwise: Body
}

export interface BlockNode {
  readonly at: number
  readonly kind: 'block'
  readonly name: string
  readonly scoped: boolean
  readonly required: boolean
  readonly body: Body
}

export type Statement = { readonly at: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly value: Expression }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly test: Expression; readonly body: Body }[]
      readonly otherwise: Body
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly kind: 'setBlock'
      readonly target: Target
      readonly filter: Expression | undefined
      readonly body: Body
    }
  | { readonly kind: 'filterBlock'; readonly filter: Expression; readonly body: Body }
  | {
      readonly kind: 'with'
      readonly bindings: readonly { readonly target: Target; readonly value: Expression }[]
      readonly body: Body
    }
  | { readonly kind: 'autoescape'; readonly value: Expression; readonly body: Body }
  | { readonly kind: 'macro'; readonly macro: MacroNode & { readonly name: string } }
  | { readonly kind: 'callBlock'; readonly call: Expression & { kind: 'call' }; readonly macro: MacroNode }
  | { readonly kind: 'include'; readonly template: Expression }
  | ForNode
  | BlockNode
)
