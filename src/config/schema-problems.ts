import type { AnySchemaObject, ErrorObject } from 'ajv/dist/2020.js'
import type { Json } from '../types.ts'
import { type Findings, type Path, pointerOf } from './findings.ts'
import type { Part } from './part.ts'
import { hasReference } from './references.ts'
import { schemaOf, type Verdict } from './schemas.ts'
import { suggest } from './suggest.ts'
import { pathOf, valueAt } from './tree.ts'

/** What a schema found wrong, as sentences. No value of a secret, or of a reference, stands in one. */
export function reportSchemaProblems(part: Part, verdict: Verdict, findings: Findings): void {
  const said = new Set<string>()
  // Of several complaints about one value the first is enough: a text that is no duration is not a small one either.
  const order = (error: ErrorObject) => (error.keyword === 'type' ? 0 : error.keyword === 'unit' ? 2 : 1)
  for (const error of verdict.errors.toSorted((a, b) => order(a) - order(b))) {
    if (part.unresolved.has(error.instancePath)) continue
    const path = pathOf(error.instancePath, part.checked)
    // A number that is none was told when the file was read: nothing stands in its place.
    if (valueAt(part.checked, path) === null && findings.failedAt(part, path)) continue
    const problem = new Wording(part, verdict, error, path).problem()
    if (problem === undefined) continue
    const key = problem.at === 'key' ? pointerOf(problem.path) : error.instancePath + missingKey(error)
    if (said.has(key)) continue
    said.add(key)
    findings.problem(part, problem.path, problem.message, problem.hint, problem.at)
  }
}

interface Worded {
  readonly path: Path
  readonly message: string
  readonly hint: string
  readonly at: 'key' | 'value'
}

class Wording {
  readonly #part: Part
  readonly #verdict: Verdict
  readonly #error: ErrorObject
  readonly #path: Path
  readonly #schema: AnySchemaObject

  constructor(part: Part, verdict: Verdict, error: ErrorObject, path: Path) {
    this.#part = part
    this.#verdict = verdict
    this.#error = error
    this.#path = path
    this.#schema = error.parentSchema ?? {}
  }

  problem(): Worded | undefined {
    const { keyword, params, schema } = this.#error
    const found = this.#found()
    switch (keyword) {
      case 'if':
      case 'propertyNames':
        return undefined // the errors inside say it
      case 'additionalProperties':
        return this.#unknownKey(params['additionalProperty'])
      case 'unevaluatedProperties':
        return this.#unknownKey(params['unevaluatedProperty'])
      case 'required':
        return this.#here(
          `the key "${params['missingProperty']}" is missing`,
          this.#description(params['missingProperty']),
        )
      case 'dependentRequired':
        return this.#here(`"${params['property']}" needs "${params['missingProperty']}" beside it`)
      case 'type':
        return this.#wrongType()
      case 'enum':
        return this.#notOneOf((schema as Json[]).map(String))
      case 'const':
        return this.#here(`found ${found}, expected ${JSON.stringify(schema)}`)
      case 'pattern':
        return this.#notLike(found)
      case 'unit':
        return this.#here(
          `found ${found}, which is beyond all bounds; expected ${this.#schema['patternErrorMessage']}`,
        )
      case 'atLeast':
      case 'minimum':
        return this.#here(`found ${found}, expected at least ${schema}`)
      case 'atMost':
      case 'maximum':
        return this.#here(`found ${found}, expected at most ${schema}`)
      case 'minLength':
        return this.#here('is empty')
      case 'maxLength':
        return this.#here(`is longer than ${schema} characters`)
      case 'minItems':
        return this.#here('is an empty list')
      case 'minProperties':
        return this.#here('is empty')
      case 'uniqueItems':
        return this.#here(
          `[${Math.min(params['i'], params['j'])}] and [${Math.max(params['i'], params['j'])}] are the same`,
          'keep one of them',
        )
      default:
        return this.#here(`does not fit (${keyword})`)
    }
  }

  #here(message: string, hint = ''): Worded {
    return { path: this.#path, message, hint, at: 'value' }
  }

  #unknownKey(name: string): Worded {
    const known = keysOf(this.#schema)
    const path = [...this.#path, name]
    const elsewhere =
      !this.#part.main && this.#path.length === 0 && keysOf(schemaOf('config.schema.json')).includes(name)
    const hint = elsewhere
      ? 'it belongs into the main file; an included file may hold include, sinks and rules'
      : suggest(name, known) || (known.length > 0 ? `known here: ${known.join(', ')}` : '')
    return { path, message: `unknown key ${JSON.stringify(name)}`, hint, at: 'key' }
  }

  #description(name: string): string {
    const property = this.#schema['properties']?.[name]
    if (property?.enum !== undefined) return `${name}: ${property.enum.join(' or ')}`
    const example = [
      property?.examples ?? (property?.$ref && schemaOf(absolute(property.$ref)).examples),
    ].flat()[0]
    return example === undefined ? '' : `such as ${name}: ${JSON.stringify(example)}`
  }

  #expected(): string {
    const kind = [this.#schema['type']].flat().map(kindName).join(' or ')
    return this.#schema['patternErrorMessage'] ?? kind
  }

  #wrongType(): Worded {
    const expected = [this.#schema['type']].flat()
    // What stands in place of a whole mapping or list may hold anything, a password too.
    const found = expected.includes('object') || expected.includes('array') ? this.#kind() : this.#found()
    return this.#here(`found ${found}, expected ${this.#expected()}`, this.#typeHint())
  }

  #typeHint(): string {
    const raw = valueAt(this.#part.value, this.#path)
    const expected = [this.#schema['type']].flat()
    if (hasReference(raw)) return 'a reference can only stand for text'
    if (expected.includes('string') && this.#schema['patternErrorMessage'] === undefined && raw !== null)
      return typeof raw === 'object' ? '' : 'put it in quotes'
    if (expected.includes('array') && typeof raw === 'string') return 'put it in brackets'
    if (expected.includes('boolean') && typeof raw === 'string') return 'write true or false'
    return ''
  }

  #notOneOf(values: readonly string[]): Worded {
    const found = valueAt(this.#part.value, this.#path)
    const hint = typeof found === 'string' && !this.#hidden() ? suggest(found, values) : ''
    const expected = values.length === 1 ? values[0] : `one of ${values.join(', ')}`
    return this.#here(`found ${this.#found()}, expected ${expected}`, hint)
  }

  #notLike(found: string): Worded {
    const expected = this.#schema['patternErrorMessage'] ?? `text like ${this.#schema['pattern']}`
    const name = this.#error.propertyName
    if (name === undefined) return this.#here(`found ${found}, expected ${expected}`)
    return { path: [...this.#path, name], message: `${quoted(name)} is not ${expected}`, hint: '', at: 'key' }
  }

  /** What stands there, as far as it may be shown: a reference is shown as it is written. */
  #found(): string {
    const value = valueAt(this.#part.value, this.#path)
    if (typeof value === 'object' || value === undefined || this.#hidden()) return this.#kind()
    if (typeof value === 'string') return quoted(value)
    return this.#part.written(this.#path) ?? String(value)
  }

  #kind(): string {
    const value = valueAt(this.#part.value, this.#path)
    if (value === undefined || value === null) return 'nothing'
    if (Array.isArray(value)) return 'a list'
    return kindName(typeof value === 'bigint' ? 'number' : typeof value)
  }

  #hidden(): boolean {
    return this.#path.some((_, depth) => {
      const mark = this.#verdict.marks.get(pointerOf(this.#path.slice(0, depth + 1)))
      return mark?.mask !== undefined
    })
  }
}

/** Every key that is missing is worth a sentence. */
function missingKey({ keyword, params }: ErrorObject): string {
  return keyword === 'required' ? `/${params['missingProperty']}` : ''
}

function keysOf(schema: AnySchemaObject): readonly string[] {
  const own = Object.keys(schema['properties'] ?? {})
  const shared = typeof schema['$ref'] === 'string' ? keysOf(schemaOf(absolute(schema['$ref']))) : []
  return [...own, ...shared]
}

function absolute(reference: string): string {
  return reference.startsWith('#') ? `config.schema.json${reference}` : reference
}

function kindName(type: string): string {
  const names: { readonly [type: string]: string } = {
    object: 'a mapping',
    array: 'a list',
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    null: 'nothing',
  }
  return names[type] ?? type
}

/** What stands before an @ is, in an address, a user name and a password. */
function quoted(text: string): string {
  const shown = text.replace(/^.*@/s, '…@')
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown)
}
