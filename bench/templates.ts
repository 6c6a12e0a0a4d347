/** What a template costs: compiling and rendering one of 1 KB over a NetBox event. CPU µs, best of five rounds. */
import { compileTemplate } from '../src/templates/index.ts'
import { netboxEvent, SMALL } from '../test/helpers/events.ts'

const SOURCE = `{
  "text": "{{ model | default(object_type) | title }} {{ data.name }} was {{ event }} by {{ request.user }}",
  "changes": [
    {% for k, v in snapshots.postchange.items() if snapshots.prechange[k] != v %}
    { "field": "{{ k }}", "value": {{ v | tojson }} }{% if not loop.last %},{% endif %}
    {% endfor %}
  ],
  "site": {{ data.site.name | default('') | tojson }},
  "id": "{{ request.id.split('-')[0] }}",
  "status": "{{ data.status.label | default('unknown') | upper }}",
  {% if data.tenant %}"tenant": {{ data.tenant.name | tojson }},{% else %}"tenant": null,{% endif %}
  "owner": {{ data.custom_fields.field_2 | default('', true) | tojson }},
  "addresses": {{ data.custom_fields.field_5 | tojson }},
  "tags": "{{ data.tags | map(attribute='slug') | join(', ') }}",
  "url": "https://netbox.example.com{{ data.url }}",
  "date": "{{ timestamp[:10] }}",
  "comment": {{ data.comments | default('') | striptags | truncate(80) | tojson }},
  "rack": "{{ data.custom_fields.field_0 | lower | replace(' ', '-') }}",
  "note": "rendered by the template of a webhook, text and tags together"
}
`
const ROUND = 10_000

const bytes = netboxEvent({ size: SMALL })
const event = JSON.parse(bytes.toString()) as object
const template = compileTemplate(SOURCE)
print('compile', 200, () => compileTemplate(SOURCE))
print('render an object', ROUND, () => template.render(event))
print(`render ${bytes.length} bytes`, ROUND, () => template.render(bytes))

function print(what: string, times: number, work: () => unknown): void {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage()
    for (let n = 0; n < times; n++) work()
    const { user, system } = process.cpuUsage(start)
    best = Math.min(best, (user + system) / times)
  }
  console.log(`${SOURCE.length} bytes  ${what.padEnd(20)} ${best.toFixed(1).padStart(8)} µs`)
}
