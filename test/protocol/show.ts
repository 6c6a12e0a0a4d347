/**
 * Shows what goes wrong without a rule, step by step: `node test/protocol/show.ts R3`. Without a word: the scenarios, and
 * how many states they have.
 */
import { explore } from './explorer.ts'
import { rules } from './rules.ts'
import { scenarios } from './scenarios.ts'

const [wanted] = process.argv.slice(2)
if (wanted === undefined)
  for (const [name, scenario] of Object.entries(scenarios)) {
    const { states, steps, violation } = explore(scenario)
    const { partitions, sinks, faults } = scenario
    console.log(`${name}: ${partitions.join(' | ')} to ${sinks.map(sink => sink.name).join(', ')}`)
    console.log(
      `  ${faults.join(', ') || 'no faults'}: ${states} states, ${steps} steps, ${violation ?? 'holds'}`,
    )
  }
for (const { name, without, scenario } of rules) {
  if (name.split(' ')[0] !== wanted) continue
  const { violation, trace } = explore(scenarios[scenario], name)
  console.log(`without ${wanted} ${without} (scenario: ${scenario})\n${violation}`)
  for (const [index, step] of trace.entries()) console.log(`${String(index + 1).padStart(4)}  ${step}`)
}
