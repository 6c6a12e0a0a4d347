import type { PositionsView, StandingView } from '../../admin/positions.ts'
import { SluiceError } from '../../errors.ts'
import { checkCovered, Fleet, together } from '../admin/fleet.ts'
import type { AdminOptions } from '../admin/options.ts'
import { standingText } from '../admin/standing-text.ts'
import { loadFor } from '../config-file.ts'
import { configFile } from '../config-option.ts'
import { withLog } from '../tools/open-log.ts'
import { standings } from './standings.ts'

export interface LagOptions extends AdminOptions {
  readonly sink: readonly string[]
  readonly all?: boolean
}

/** How far each sink is behind: by the commits in the log, or, where instances are named, by what they say. */
export async function lag(options: LagOptions): Promise<string> {
  const found: readonly StandingView[] = await (options.instance.length > 0
    ? asked(options)
    : committed(options))
  const { sink: wanted } = options
  const positions = wanted.length === 0 ? found : found.filter(({ sink }) => wanted.includes(sink))
  if (options.json === true) return `${JSON.stringify({ positions })}\n`
  return standingText(positions, options.all === true)
}

async function asked(options: LagOptions): Promise<readonly StandingView[]> {
  const fleet = await Fleet.of(options)
  const answers = await fleet.askAll<PositionsView>('GET', '/positions')
  checkCovered(answers)
  return together(answers)
}

async function committed({ config: file }: LagOptions): Promise<readonly StandingView[]> {
  const { config } = await loadFor(configFile(file))
  const positions = await withLog(config.log, log => standings(log, config, Date.now())).catch(error => {
    if (!(error instanceof SluiceError) || !/ is in use by /.test(error.message)) throw error
    const { code, message } = error
    throw new SluiceError(code, message, { cause: error, hint: 'ask the router that has it: --instance URL' })
  })
  const partitions = {}
  return together([{ partitions, positions }])
}
