import { Findings } from '../../config/findings.ts'
import { ConfigError } from '../../errors.ts'
import { loadFor } from '../config-file.ts'
import { chooseTopic, topicsOf } from '../tools/topic.ts'
import { type ExampleGroup, ruleExamples } from './example.ts'
import { type Known, readExamples } from './example-file.ts'
import { countLine, groupLines } from './report.ts'
import { type Result, run } from './result.ts'

/**
 * Runs the examples of a configuration's rules and of some files, and tells each group's results to `write`. Gives
 * whether all are as expected. @throws ConfigError where the configuration or a file of examples is wrong.
 */
export async function test(
  file: string,
  files: readonly string[],
  write: (text: string) => void,
): Promise<boolean> {
  const { config } = await loadFor(file)
  const topics = topicsOf(config)
  const rules = new Map(config.rules.map(rule => [rule.name, rule]))
  const own = ruleExamples(config.rules, topics[0] ?? chooseTopic(topics, undefined))
  const groups = [...own, ...groupsOf(files, { rules, sinks: [...config.sinks.keys()], topics })]
  let passed = 0
  let failed = 0
  for (const { title, examples } of groups) {
    const results: Result[] = []
    for (const example of examples) results.push(await run(example, config))
    const wrong = results.filter(({ failure }) => failure !== undefined).length
    failed += wrong
    passed += results.length - wrong
    write(`${groupLines(title, results).join('\n')}\n`)
  }
  write(passed + failed === 0 ? nothing : `\n${countLine(passed, failed)}\n`)
  return failed === 0
}

const nothing = 'there are no examples: give rules `examples`, or name files of them (docs/tools.md)\n'

function groupsOf(files: readonly string[], known: Known): readonly ExampleGroup[] {
  const findings = new Findings()
  const groups = files.map(file => readExamples(file, known, findings))
  if (findings.failed) throw new ConfigError(findings.problems(files))
  return groups
}
