import { InvalidArgumentError, Option } from 'commander'

const standard = 'sluice.yaml'

/** `--config`, as every command that reads one has it. */
export function configOption(): Option {
  const about = `the configuration (default: $SLUICE_CONFIG, else ${standard})`
  return new Option('-c, --config <file>', about).argParser(text => {
    if (text === '')
      throw new InvalidArgumentError('expected the name of a file; is a variable of the shell not set?')
    return text
  })
}

/** Which file `--config`, the environment and the default together name. */
export function configFile(given: string | undefined): string {
  return given ?? (process.env['SLUICE_CONFIG'] || standard)
}
