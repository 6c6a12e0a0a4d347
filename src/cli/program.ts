import { Command, CommanderError } from 'commander'
import { version } from '../package.ts'
import { checkCommand } from './check.ts'
import { deadLettersCommand } from './dead-letters.ts'
import { demoCommand } from './demo.ts'
import { report } from './exit.ts'
import { exitCodes } from './exit-codes.ts'
import { explainCommand } from './explain.ts'
import { initCommand } from './init.ts'
import { lagCommand } from './lag.ts'
import { complain, print } from './output.ts'
import { planCommand } from './plan.ts'
import { receiverCommand } from './receiver.ts'
import { renderCommand } from './render.ts'
import { replayCommand } from './replay.ts'
import { runCommand } from './run.ts'
import { sendTestCommand } from './send-test.ts'
import { sinksCommand } from './sinks.ts'
import { testCommand } from './test.ts'
import { validateCommand } from './validate.ts'

const afterHelp = `
Start here:
  $ sluice demo                     a log, two receivers and some events, in your terminal
  $ sluice init                     writes sluice.yaml: one machine, nothing else needed
  $ sluice receiver                 (another terminal) prints what arrives at http://127.0.0.1:9000/
  $ sluice run                      (another terminal) routes until Ctrl-C
  $ curl -d '{"event":"created","object_type":"dcim.device","data":{"id":1,"status":{"value":"active"}}}' \\
         http://127.0.0.1:8080/events

Exit codes: 0 done, 1 failed at run time, 2 wrong arguments or configuration.`

/** What makes each command, in the order in which help lists them. */
export const commands: readonly ((exit: (code: number) => void) => Command)[] = [
  runCommand,
  validateCommand,
  checkCommand,
  explainCommand,
  testCommand,
  planCommand,
  renderCommand,
  sendTestCommand,
  lagCommand,
  sinksCommand,
  replayCommand,
  deadLettersCommand,
  initCommand,
  receiverCommand,
  demoCommand,
]

/** Runs one command and gives its exit code. Never throws. */
export async function main(words: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok
  const set = (result: number) => {
    code = result
  }
  const program = new Command('sluice')
    .description(
      'Routes change events from Kafka, or from its own log, to the sinks whose rules want them: at least once, in order per key.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain this command')
    .addHelpText('after', afterHelp)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help explains)')
    .configureOutput({ writeOut: print, writeErr: complain })
    .exitOverride()
  for (const command of commands) program.addCommand(inheriting(command(set), program))
  try {
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(error)
    // Commander has said what there is to say. Help that was asked for is no mistake; help instead of a command is.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  }
}

/** Commands of a command as well. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const each of command.commands) inheriting(each, command)
  return command
}
