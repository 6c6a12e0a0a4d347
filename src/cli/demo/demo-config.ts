/** What the demo's configuration is made of. */
export interface DemoAddresses {
  readonly all: string
  readonly active: string
  readonly ingest: number
  readonly metrics: number
}

/** The configuration that the demo runs with, as a user would write it. Ports of 0 are free ones. */
export function demoConfig({ all, active, ingest, metrics }: DemoAddresses): string {
  return `# Written by \`sluice demo\`.
identity:
  netbox_id: demo
  environment: demo

log:
  type: embedded
  path: ./data

ingest:
  listen: 127.0.0.1:${ingest}          # POST /events

sinks:
  printer:                             # takes everything
    type: http
    url: ${all}
  flaky:                               # fails for a while
    type: http
    url: ${active}
    retry: { initial: 200ms, max: 1s }

rules:
  - name: every change of a device
    object_types: [dcim.device]
    event_types: [object_created, object_updated, object_deleted]
    sinks: [printer]
  - name: active devices
    object_types: [dcim.device]
    event_types: [object_created, object_updated]
    conditions: { attr: status.value, value: active }
    sinks: [flaky]

metrics:
  listen: 127.0.0.1:${metrics}

telemetry:
  log: { level: error, format: text }

drain: 5s
`
}
