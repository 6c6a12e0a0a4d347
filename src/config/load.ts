import { dirname } from 'node:path'
import { ConfigError, type Problem, SluiceError } from '../errors.ts'
import { RuleIndex } from '../rules/index.ts'
import type { Json } from '../types.ts'
import { assemble, type WrittenMain, type WrittenRule, type WrittenSink } from './assemble.ts'
import { checkAccess } from './check-access.ts'
import { checkExposure } from './check-exposure.ts'
import { checkMarks } from './check-marks.ts'
import { type CheckSink, checkOptions, type MarksOf } from './check-options.ts'
import { checkRules } from './check-rules.ts'
import { checkSinks } from './check-sinks.ts'
import { checkTopics } from './check-topics.ts'
import { converted, masked, withoutSecrets } from './convert.ts'
import { type Entry, ruleEntries, sinkEntries } from './entries.ts'
import { Findings, type Path } from './findings.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Part, type Parts, readParts } from './part.ts'
import { reportSchemaProblems } from './schema-problems.ts'
import { checkSchema, type Mark } from './schemas.ts'
import { list, record } from './tree.ts'
import type { Config } from './types.ts'

/** A configuration that can be run, and what people want to know about it. */
export interface Loaded {
  readonly config: Config
  /** What is likely not meant. */
  readonly warnings: readonly Problem[]
  /** As named in messages: the main file, then what it includes by path. */
  readonly files: readonly string[]
  readonly summary: Summary
}

/** The whole configuration as it may be shown: all files in one, defaults filled in, units as text. */
export interface Summary {
  readonly values: { readonly [key: string]: Json }
  /** Where `configured` stands in place of a value. */
  readonly hidden: readonly Path[]
}

/**
 * Reads and checks a configuration. Nothing but files is touched. `checkSink` says what only a sink's type can see;
 * without it that shows when the sinks are made. @throws ConfigError with everything wrong with it.
 */
export async function loadConfig(
  path: string,
  env: NodeJS.ProcessEnv = process.env,
  checkSink?: CheckSink,
): Promise<Loaded> {
  const findings = new Findings()
  const read = readParts(path, env, findings)
  const marks = new Map(read.parts.map(part => [part, checkPart(part, findings)]))
  const marksOf = (part: Part) => marks.get(part) ?? new Map<string, Mark>()
  const sinks = sinkEntries(read.parts, findings)
  if (checkSink !== undefined) await checkOptions(sinks.values(), marksOf, checkSink, findings)
  checkTogether(read, sinks, findings)
  checkExposure(sinks, marks, findings)
  if (findings.failed) throw new ConfigError(findings.problems(read.files), findings.warnings(read.files))
  const config = configOf(read.parts, marksOf)
  checkIndex(config, read.files[0] ?? '')
  return {
    config,
    warnings: findings.warnings(read.files),
    files: read.files,
    summary: summaryOf(read.parts, marksOf),
  }
}

/** Whether all rules together are what an index takes: found here, so that no router stumbles over it. @throws ConfigError */
function checkIndex({ rules }: Config, file: string): void {
  try {
    new RuleIndex({ rules })
  } catch (error) {
    if (!(error instanceof SluiceError) || error instanceof ConfigError) throw error
    throw new ConfigError([{ file, line: 0, path: 'rules', message: error.message, hint: error.hint }])
  }
}

function checkPart(part: Part, findings: Findings): ReadonlyMap<string, Mark> {
  const verdict = checkSchema(part.checked, part.main ? 'main' : 'included')
  reportSchemaProblems(part, verdict, findings)
  checkMarks(part, verdict.marks, findings)
  return verdict.marks
}

/** What only shows where the files are looked at together; runs on what is wrong too, so that all is said at once. */
function checkTogether(
  { parts, complete }: Parts,
  sinks: ReadonlyMap<string, Entry>,
  findings: Findings,
): void {
  const [main] = parts
  if (main === undefined) return
  // With no sink at all and something else wrong, it is their key or their file that is wrong.
  const before = findings.failed
  const rules = ruleEntries(parts, findings)
  checkTopics(main, sinks, findings)
  checkAccess(main, findings)
  checkSinks(sinks, findings)
  checkRules(rules, main, complete && !(before && sinks.size === 0) ? sinks : undefined, findings)
}

function configOf(parts: readonly Part[], marksOf: MarksOf): Config {
  const values = merged(parts, part => converted(part.checked, marksOf(part), dirname(part.path)))
  const written = merged(parts, part => withoutSecrets(part.value, marksOf(part)))
  const fingerprint = fingerprintOf({ ...written.main, sinks: written.sinks, rules: written.rules } as Json)
  return assemble(
    fingerprint,
    values.main as unknown as WrittenMain,
    new Map(Object.entries(values.sinks as { [name: string]: WrittenSink })),
    values.rules as readonly WrittenRule[],
  )
}

function summaryOf(parts: readonly Part[], marksOf: MarksOf): Summary {
  const hidden: Path[] = []
  const values = merged(parts, part => {
    const shown = masked(part.checked, part.value, marksOf(part))
    hidden.push(...shown.hidden)
    return shown.value
  })
  return { values: { ...values.main, sinks: values.sinks, rules: values.rules } as Summary['values'], hidden }
}

interface Merged {
  readonly main: { readonly [key: string]: unknown }
  readonly sinks: { readonly [name: string]: unknown }
  readonly rules: readonly unknown[]
}

/** All files in one: the main one's keys, everybody's sinks, and the rules in rule order. */
function merged(parts: readonly Part[], view: (part: Part) => unknown): Merged {
  const views = parts.map(part => record(view(part) as Json))
  const { include: _, ...main } = views[0] ?? {}
  return {
    main,
    sinks: Object.fromEntries(views.flatMap(part => Object.entries(record(part['sinks'])))),
    rules: views.flatMap(part => list(part['rules'])),
  }
}
