import { fails, renders } from './table.ts'

renders("NetBird's examples give what Go gives", [
  ['{"event_id": "{{.ID}}"}', '{"event_id": "1234567"}'],
  ['{{.Timestamp.UnixNano}}', '1772805669503186000'],
  ['{{.Timestamp.Format "2006-01-02T15:04:05.999Z07:00"}}', '2026-03-06T15:01:09.503+01:00'],
  ['{"text": "{{.Message}}"}', '{"text": "Peer "a" <joined> & \'left\'"}'],
  ['{"user": "{{.InitiatorID}}", "resource": "{{.TargetID}}"}', '{"user": "u-1", "resource": "p-2"}'],
  ['{"source": "{{.Meta.source}}"}', '{"source": "ui"}'],
  ['{"ref": "{{.Reference}}"}', '{"ref": "https://a.b/c?d=e f"}'],
  ['{{.Timestamp}}', '2026-03-06 15:01:09.503186 +0100 +0100'],
  [
    '{{.}}{{/* c */}}|{{.Meta.nope}}|{{.Nope}}|{{.Meta.nil}}',
    'map[E:[] ID:1234567 InitiatorID:u-1 List:[3 1 2] Message:Peer "a" <joined> & \'left\' Meta:map[big:12345678 count:3 deep:map[x:map[y:true]] empty: f:1e+21 nil:<nil> ratio:0.25 source:ui tags:[b a]] Other:2025-12-31 23:59:05 +0000 UTC Reference:https://a.b/c?d=e f TargetID:p-2 Timestamp:2026-03-06 15:01:09.503186 +0100 +0100]|<no value>|<no value>|<no value>',
  ],
])

renders('what goes wrong is an error, where it renders', [['{{.Meta.nope.deeper}}', '<no value>']])

fails('otherwise: what goes wrong is an error', [
  ['{{.ID.x}}', 'template_failed'],
  ['{{.Meta.nil.x}}', 'template_failed'],
  ['{{nosuch .ID}}', 'template_invalid'],
  ['{{if}}x{{end}}', 'template_invalid'],
  ['{{if .ID}}', 'template_invalid'],
  ['{{end}}', 'template_invalid'],
  ['{{.ID', 'template_invalid'],
  ['{{"a}}', 'template_invalid'],
  ['{{$x}}', 'template_invalid'],
  ['{{template "nope"}}', 'template_failed'],
  ['{{.Timestamp.Nope}}', 'template_failed'],
  ['{{.Meta.source 1}}', 'template_failed'],
  ['{{nil}}', 'template_failed'],
  ['{{1 | 2}}', 'template_invalid'],
  ['{{break}}', 'template_invalid'],
  ['{{else}}', 'template_invalid'],
  ['{{.ID | .Nope}}', 'template_failed'],
  ['{{range .ID.x}}{{end}}', 'template_failed'],
  ['{{range .Message}}{{end}}', 'template_failed'],
])
