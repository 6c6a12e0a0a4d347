import type { KafkaConfig } from '../../config/types.ts'

/** The command that creates the topic with Kafka's own tools. */
export function commandFor(config: KafkaConfig, topic: string, partitions: number): string {
  const secured = config.tls !== undefined || config.sasl !== undefined
  return [
    `kafka-topics.sh --bootstrap-server ${config.brokers.join(',')}`,
    ...(secured ? ['--command-config client.properties'] : []),
    `--create --if-not-exists --topic ${topic} --partitions ${partitions}`,
  ].join(' ')
}
