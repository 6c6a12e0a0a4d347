// Where the schema stands once the package is installed in the folder that the file is written to.
const schema = 'node_modules/sluice/schemas/config.schema.json'

const embedded = `# Events come in over HTTP, wait in a log in ./data, and go out to a webhook. Nothing else is needed.
ingest:
  listen: 127.0.0.1:8080 # POST http://127.0.0.1:8080/events
`

const kafka = `# Events come from a topic of a Kafka cluster and go out to a webhook.
log:
  type: kafka
  brokers: [localhost:9092]
  # tls: {}                # encrypted, with the system's trusted authorities
  # sasl: { mechanism: scram-sha-512, username: sluice, password: "\${env:KAFKA_PASSWORD}" }

sources:
  - topics: [netbox.events]
    start: latest # where a new group begins: latest or earliest
`

const rest = `
identity:
  netbox_id: my-netbox # goes into every envelope, with environment
  environment: development

# Where events go. \`sluice receiver\` prints what arrives at this address.
sinks:
  receiver:
    type: http
    url: http://127.0.0.1:9000/
    # headers: { Authorization: "Bearer \${env:RECEIVER_TOKEN}" }
    # timeout: 10s
    # retry: { initial: 500ms, max: 5m, max_elapsed: 24h }

# Which events go where. Conditions are those of NetBox's event rules.
rules:
  - name: devices that are active
    object_types: [dcim.device]
    event_types: [object_created, object_updated]
    conditions:
      and:
        - { attr: status.value, value: active }
    sinks: [receiver]

metrics:
  listen: 127.0.0.1:9464 # /metrics, /health, /ready
`

/** The small configuration with comments that `sluice init` writes. */
export function starterConfig(kind: 'embedded' | 'kafka'): string {
  return `# yaml-language-server: $schema=${schema}\n${kind === 'kafka' ? kafka : embedded}${rest}`
}
