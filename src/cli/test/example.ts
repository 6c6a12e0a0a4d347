import { stringify } from '../../json/index.ts'
import type { Header, Json, Rule } from '../../types.ts'

/** An event and what is expected of it. */
export interface Example {
  /** What it is called in the report. */
  readonly name: string
  readonly message: Buffer
  readonly topic: string
  readonly headers: readonly Header[]
  readonly key: Buffer | null
  readonly expected: Expected
}

/** Whether a rule fires, whether any does, or exactly which do and where it goes. */
export type Expected =
  | { readonly kind: 'rule'; readonly rule: Rule; readonly fires: boolean }
  | { readonly kind: 'any'; readonly fires: boolean }
  | {
      readonly kind: 'exactly'
      readonly rules: readonly string[] | undefined
      readonly sinks: readonly string[] | undefined
    }

/** Examples that belong together in the report: those of a rule, or of a file. */
export interface ExampleGroup {
  readonly title: string
  readonly examples: readonly Example[]
}

/** The examples that rules bring with them, in rule order. They are about the rule's conditions, switched on or off. */
export function ruleExamples(rules: readonly Rule[], topic: string): readonly ExampleGroup[] {
  return rules.flatMap(rule => {
    const { matches = [], ignores = [] } = rule.examples ?? {}
    const examples = [
      ...matches.map((event, index) => ruleExample(rule, event, `matches[${index}]`, true, topic)),
      ...ignores.map((event, index) => ruleExample(rule, event, `ignores[${index}]`, false, topic)),
    ]
    return examples.length === 0 ? [] : [{ title: `rule ${rule.name}`, examples }]
  })
}

function ruleExample(rule: Rule, event: Json, name: string, fires: boolean, topic: string): Example {
  const expected = { kind: 'rule', rule, fires } as const
  return { name, message: messageOf(event), topic, headers: [], key: null, expected }
}

/** A message's bytes: a text is taken as it is, another value as its JSON. */
export function messageOf(event: Json): Buffer {
  return Buffer.from(typeof event === 'string' ? event : stringify(event))
}
