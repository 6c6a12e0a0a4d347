import { renders } from './table.ts'

renders('actions nest and are trimmed', [
  ['{{if .ID}}a{{else}}b{{end}}', 'a'],
  ['{{if .E}}a{{else if .List}}b{{else}}c{{end}}', 'b'],
  [
    '{{with .Meta}}{{.source}}{{$.ID}}{{else}}n{{end}}{{with .Nope}}x{{else with .List}}{{len .}}{{end}}',
    'ui12345673',
  ],
  ['{{range .List}}{{.}},{{else}}none{{end}}{{range .E}}x{{else}}none{{end}}', '3,1,2,none'],
  ['{{range $i, $e := .List}}{{$i}}={{$e}};{{end}}{{range $e := .List}}{{$e}}{{end}}', '0=3;1=1;2=2;312'],
  ['{{range $k, $v := .Meta.deep}}{{$k}}{{$v}}{{end}}', 'xmap[y:true]'],
  ['{{range .List}}{{if eq . 1}}{{continue}}{{end}}{{if eq . 2}}{{break}}{{end}}{{.}}{{end}}', '3'],
  ['a  {{- 1 -}}  b {{- /* c */ -}} d\n{{ 2 -}}\n e', 'a1bd\n2e'],
  [
    '{{define "t"}}[{{.}}]{{end}}{{template "t" .ID}}{{template "t"}}{{block "b" .Meta.source}}<{{.}}>{{end}}',
    '[1234567][<no value>]<ui>',
  ],
  ['{{$x := 1}}{{if true}}{{$x = 2}}{{$y := 3}}{{$y}}{{end}}{{$x}}', '32'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  [
    '{{"a\\n\\t\\"\\x41\\u00e9"}}{{`raw\\n`}}{{\'a\'}}{{1.5}}{{0x1F}}{{1e3}}{{true}}{{-5}}',
    'a\n\t"Aéraw\\n971.5311000true-5',
  ],
])
