import type { SinkContext } from '../src/types.ts'
import { ownAttributes } from './attributes.ts'
import type { Problems } from './problems.ts'
import { signatureNames, type WrittenSignature } from './signatures.ts'
import { parseTemplate, type ValueTemplate } from './template.ts'

/** What goes along with a message beside what Sluice sets, as a configuration has it. */
export interface WrittenAttributes {
  /** The key that holds it: `attributes`. */
  readonly key: string
  readonly written: { readonly [name: string]: string } | undefined
  readonly signatures: readonly WrittenSignature[] | undefined
  /** Further names that the adapter sets itself. */
  readonly isOwn?: (name: string) => boolean
}

/** Templates of the values, by name; what Sluice sets itself is among the problems. */
export function attributeTemplates(
  { key, written = {}, signatures = [], isOwn = () => false }: WrittenAttributes,
  { template: compile }: SinkContext,
  problems: Problems,
): ReadonlyMap<string, ValueTemplate> {
  const templates = new Map<string, ValueTemplate>()
  const signed = signatureNames(signatures)
  for (const [name, text] of Object.entries(written)) {
    const path = `${key}.${name}`
    if (ownAttributes.has(name) || signed.has(name.toLowerCase()) || isOwn(name))
      problems.add(path, 'is set by Sluice on every message', 'leave it out, or rename it')
    const template = problems.attempt(path, () => parseTemplate(text, compile))
    if (template !== undefined) templates.set(name, template)
  }
  return templates
}
