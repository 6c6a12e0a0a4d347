import type { KafkaConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import { failureOf } from './failures.ts'

/** The command that creates the topic with Kafka's own tools. `retention` in milliseconds; the cluster's own where absent. */
export function commandFor(
  config: KafkaConfig,
  topic: string,
  partitions: number,
  retention?: number,
): string {
  return [
    ...toolOf('kafka-topics.sh', config),
    `--create --if-not-exists --topic ${topic} --partitions ${partitions}`,
    ...(retention === undefined ? [] : [`--config retention.ms=${retention}`]),
  ].join(' ')
}

/** The command that lets this client write to the topic. */
export function grantFor(config: KafkaConfig, topic: string): string {
  const { sasl } = config
  const user = sasl !== undefined && 'username' in sasl ? sasl.username : '<principal>'
  return [
    ...toolOf('kafka-acls.sh', config),
    `--add --allow-principal User:${user} --operation Write --operation Describe --topic ${topic}`,
  ].join(' ')
}

/** The same error, with the command that mends it, where there is one. */
export function withCommand(config: KafkaConfig, topic: string, error: unknown): unknown {
  if (!(error instanceof SluiceError) || error.hint !== '') return error
  const { code, message } = error
  const hint =
    code === 'topic_missing'
      ? commandFor(config, topic, 1)
      : failureOf(error.cause) === 'permission'
        ? grantFor(config, topic)
        : ''
  return hint === '' ? error : new SluiceError(code, message, { cause: error.cause, hint })
}

function toolOf(tool: string, config: KafkaConfig): string[] {
  const secured = config.tls !== undefined || config.sasl !== undefined
  return [
    `${tool} --bootstrap-server ${config.brokers.join(',')}`,
    ...(secured ? ['--command-config client.properties'] : []),
  ]
}
